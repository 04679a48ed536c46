const { Converter, ReflectionKind } = require("typedoc");

/** TypeDoc leaves code out of the outline, and out of anchors, where GitHub has it. @param markdown of markdown-it */
function keepCodeOfHeadings(markdown) {
  markdown.core.ruler.push("code-of-headings", ({ tokens }) => {
    for (const [i, { type }] of tokens.entries()) {
      if (type !== "heading_open") continue;
      for (const child of tokens[i + 1].children) if (child.type === "code_inline") child.type = "text";
    }
  });
}

/** Pages stand under their headings, and not under the names of their files. @param app of TypeDoc */
function nameByHeadings(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const page of project.getReflectionsByKind(ReflectionKind.Document)) {
      const [heading] = page.content;
      const [, title] = /^# (.+)\n/.exec(heading.text) ?? [];
      if (title !== undefined) page.name = title;
    }
  });
}

/** @type {import("typedoc").TypeDocOptions} */
module.exports = {
  name: "pulumi-iot-retained",
  entryPoints: ["provider/index.ts", "provider/local/index.ts"],
  projectDocuments: ["docs/*.md"],
  tsconfig: "tsconfig.build.json",
  out: "api",
  plugin: [nameByHeadings],
  markdownItLoader: keepCodeOfHeadings,
  customCss: "scripts/site/style.css",
  highlightLanguages: ["typescript", "javascript", "json", "yaml", "sh", "text", "python", "go", "csharp", "java"],
  // The default of a member is a value or a sentence, and not always code.
  jsDocCompatibility: { defaultTag: false },
  excludeExternals: true,
  excludePrivate: true,
  excludeInternal: true,
  disableSources: true,
  includeVersion: true,
  includeHierarchySummary: false,
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  validation: {
    notExported: true,
    invalidLink: true,
    notDocumented: true,
    rewrittenLink: true,
    unusedMergeModuleWith: true,
  },
};
