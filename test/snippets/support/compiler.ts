import { join } from "node:path";
import ts from "typescript";
import { templateRules } from "../../../scripts/package/template";
import { layOutProject } from "../../../scripts/walk/project";
import { folder } from "../../support/folder";

const options: ts.CompilerOptions = {
  ...templateRules,
  target: ts.ScriptTarget.ES2020,
  module: ts.ModuleKind.Node16,
  noEmit: true,
  // The package's own declarations are checked by themselves; those of others are theirs.
  skipLibCheck: true,
  types: ["node"],
};

/**
 * Compiles modules by their paths in a project that has installed this package.
 *
 * @param files what the project has beside them
 * @returns what is wrong, by path; a line counts from 1
 */
export function compile(
  modules: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Map<string, { line: number; text: string }[]> {
  const project = folder();
  layOutProject(project, "snippets", { ...files, ...modules });
  const paths = Object.keys(modules);
  const program = ts.createProgram(
    paths.map((path) => join(project, path)),
    options,
  );
  const found = new Map<string, { line: number; text: string }[]>();
  for (const path of paths) {
    const source = program.getSourceFile(join(project, path));
    if (source === undefined) throw new Error(`the compiler has not read ${path}`);
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    const wrong = diagnostics.map(({ start = 0, messageText }) => ({
      line: source.getLineAndCharacterOfPosition(start).line + 1,
      text: ts.flattenDiagnosticMessageText(messageText, "\n"),
    }));
    if (wrong.length > 0) found.set(path, wrong);
  }
  return found;
}
