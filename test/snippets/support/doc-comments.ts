import { join, relative } from "node:path";
import ts from "typescript";
import { ROOT } from "../../../scripts/walk/walk";

/** An example in a doc comment, as a module. */
export interface Example {
  /** Where it is, such as `provider/resources/payload.ts: Payload`. */
  place: string;
  code: string;
  /** Whether it is a program that runs as it stands, and not a value, or what another tool runs. */
  runs: boolean;
}

/** Entries of the package, by the name under which a program imports them. */
const entries = {
  "pulumi-iot-retained": "provider/index.ts",
  "pulumi-iot-retained/local": "provider/local/index.ts",
};

/** The examples in the doc comments of everything that the package exports. */
export function examples(): Example[] {
  const program = ts.createProgram(
    Object.values(entries).map((entry) => join(ROOT, entry)),
    { module: ts.ModuleKind.Node20, strict: true, noEmit: true, skipLibCheck: true },
  );
  const checker = program.getTypeChecker();
  return Object.entries(entries).flatMap(([module, entry]) => {
    const source = program.getSourceFile(join(ROOT, entry));
    const symbol = source && checker.getSymbolAtLocation(source);
    if (symbol === undefined) throw new Error(`${entry} exports nothing`);
    return checker.getExportsOfModule(symbol).flatMap((exported) => examplesOf(exported, module, checker));
  });
}

function examplesOf(exported: ts.Symbol, module: string, checker: ts.TypeChecker): Example[] {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const { name } = exported;
  return (symbol.declarations ?? []).flatMap((declaration) => {
    const own = textsOf(declaration).map((text) => exampleOf(text, declaration, name, { module, name, type: name }));
    const members = membersOf(declaration).flatMap((member) => {
      const key = member.name?.getText() ?? "constructor";
      const type = `${name}["${key}"]`;
      return textsOf(member).map((text) => exampleOf(text, member, `${name}.${key}`, { module, name, type }));
    });
    return [...own, ...members];
  });
}

function membersOf(declaration: ts.Declaration): readonly (ts.TypeElement | ts.ClassElement)[] {
  return ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration) ? [...declaration.members] : [];
}

function textsOf(node: ts.Node): string[] {
  return ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === "example")
    .map(({ comment }) => (ts.getTextOfJSDocComment(comment) ?? "").trim());
}

interface Target {
  module: string;
  name: string;
  type: string;
}

/** A fenced example is a program. Any other one is a value of the type. */
function exampleOf(text: string, node: ts.Node, what: string, { module, name, type }: Target): Example {
  const place = `${relative(ROOT, node.getSourceFile().fileName)}: ${what}`;
  const [, words = "", program] = /```ts(.*)\n([\s\S]*?)```/.exec(text) ?? [];
  if (program !== undefined) return { place, code: program, runs: !words.includes("no-run") };
  const code = `import * as pulumi from "@pulumi/pulumi";
import type { ${name} } from "${module}";
export const uses = pulumi;
export const value: ${type} = ${text};
`;
  return { place, code, runs: false };
}
