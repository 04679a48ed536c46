import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { templateRules, templateTarget } from "../../scripts/package/template";
import { linkPackages } from "../../scripts/walk/linked";
import { folder } from "../support/folder";

const root = path.resolve(__dirname, "../..");

/** The oldest compiler: the one that Pulumi brings for a project that installs no TypeScript. */
const oldest = require("@pulumi/pulumi/vendor/typescript@3.8.3/typescript.js") as typeof ts;

/** What users have: the templates of Pulumi, modules, and bundlers. No setting skips declarations. */
const settings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  // Newer templates say es2020, which has more to offer.
  "a project of Pulumi's templates": { ...templateTarget, target: "es2016" },
  "a project of modules": { target: "es2022", module: "nodenext", exactOptionalPropertyTypes: true },
  "a project with a bundler": { target: "es2020", module: "esnext", moduleResolution: "bundler" },
};

/** Settings that all templates have, the types of a fresh project, and the word by which TypeScript 6 still takes `node`. */
const common = {
  ...templateRules,
  noEmit: true,
  types: ["node"],
  ignoreDeprecations: "6.0",
};

const programs = readdirSync(path.join(root, "test/types"));

/** A project that has installed the built package. */
function project(type: "module" | "commonjs"): string {
  const text = (name: string) => readFileSync(path.join(root, "test/types", name), "utf8");
  const files = Object.fromEntries(programs.map((name) => [name, text(name)]));
  const made = folder({ ...files, "package.json": JSON.stringify({ type }) });
  linkPackages(made, "@pulumi/pulumi", "@types/node", "expect-type");
  return made;
}

function shown(diagnostics: readonly ts.Diagnostic[]): string[] {
  return diagnostics.map(({ file, start = 0, messageText }) => {
    const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
    return `${path.basename(file?.fileName ?? "tsconfig.json")}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

test.each(Object.entries(settings))("%s compiles what is right, and refuses what is wrong", (_name, own) => {
  const made = project(own["module"] === "nodenext" ? "module" : "commonjs");
  const { options, errors } = ts.convertCompilerOptionsFromJson({ ...common, ...own }, made);
  const files = programs.map((name) => path.join(made, name));
  const program = ts.createProgram(files, options);
  expect(shown([...errors, ...ts.getPreEmitDiagnostics(program)])).toEqual([]);
});

test("a project without TypeScript compiles, by the one that Pulumi brings", () => {
  const made = project("commonjs");
  const {
    types: _,
    ignoreDeprecations: __,
    ...options
  } = { ...common, ...settings["a project of Pulumi's templates"] };
  const file = path.join(made, "accepted.ts");
  const converted = oldest.convertCompilerOptionsFromJson(options, made).options;
  const program = oldest.createProgram([file], converted);
  // As `pulumi up` does, it looks at the program alone: the types of Node.js are too new for it.
  const source = program.getSourceFile(file);
  expect(shown([...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])).toEqual([]);
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(path.join(root, "dist")));
  expect(ours.length).toBeGreaterThan(10);
  expect(shown(ours.flatMap((each) => program.getSyntacticDiagnostics(each)))).toEqual([]);
});
