import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import manifest, { exports as entries } from "../../package.json";

const root = path.resolve(__dirname, "../..");
const declarations = {
  "pulumi-iot-retained": path.join(root, entries["."].types),
  "pulumi-iot-retained/local": path.join(root, entries["./local"].types),
  "pulumi-iot-retained/dynamic-provider": path.join(root, entries["./dynamic-provider"].types),
};

/** The built declarations, as the compiler of a user reads them. */
const program = ts.createProgram(Object.values(declarations), {
  module: ts.ModuleKind.Node20,
  skipLibCheck: true,
  strict: true,
  types: ["node"],
});
const checker = program.getTypeChecker();

test.each(Object.entries(declarations))("the types of %s reach nothing but Pulumi's SDK and Node", (_name, entry) => {
  const others = [...reachedFrom(entry)].filter(([name]) => !path.isAbsolute(name));
  expect(others.filter(([name]) => name !== "@pulumi/pulumi" && !name.startsWith("node:"))).toEqual([]);
});

test.each(Object.entries(declarations))("everything that %s exports has doc comments", (_name, entry) => {
  const module = checker.getSymbolAtLocation(sourceOf(entry));
  const exported = module === undefined ? [] : checker.getExportsOfModule(module).map(withoutAlias);
  expect(exported.length).toBeGreaterThan(1);
  expect([...new Set(exported.flatMap((symbol) => undocumented(symbol)))]).toEqual([]);
});

test("resolvers that know no exports find every entry, as it is in the exports", () => {
  const { "./package.json": _, ".": main, ...others } = entries;
  expect({ types: manifest.types, default: manifest.main }).toEqual(main);
  for (const [name, entry] of Object.entries(others)) {
    const own = JSON.parse(readFileSync(path.join(root, name, "package.json"), "utf8")) as {
      main: string;
      types: string;
    };
    const found = [own.types, own.main].map((target) => path.resolve(root, name, target));
    expect(found).toEqual([entry.types, entry.default].map((target) => path.join(root, target)));
    expect(manifest.files).toContain(name.slice(2));
  }
});

/** Files and packages that a declaration imports, itself or through others, each with the file that imports it first. */
function reachedFrom(entry: string): Map<string, string> {
  const reached = new Map([[entry, ""]]);
  // A map grows while it is walked, and takes each file once.
  for (const [file] of reached) {
    if (!path.isAbsolute(file)) continue;
    for (const name of importsOf(file)) if (!reached.has(name)) reached.set(name, path.relative(root, file));
  }
  return reached;
}

function importsOf(file: string): string[] {
  const { importedFiles, referencedFiles, typeReferenceDirectives } = ts.preProcessFile(sourceOf(file).text);
  return [...importedFiles, ...referencedFiles, ...typeReferenceDirectives].map(({ fileName }) => {
    if (!fileName.startsWith(".")) return fileName;
    const target = path.join(path.dirname(file), fileName);
    return program.getSourceFile(`${target}.d.ts`) === undefined ? `${target}/index.d.ts` : `${target}.d.ts`;
  });
}

function sourceOf(file: string): ts.SourceFile {
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`there is no ${file}: run \`npm run build\``);
  return source;
}

/** Names of what has no doc comment: the symbol itself, its members, and the parameters of functions. */
function undocumented(symbol: ts.Symbol): string[] {
  const hasComment = symbol.getDocumentationComment(checker).length > 0;
  return [
    ...(hasComment ? [] : [symbol.name]),
    ...(symbol.declarations ?? []).filter(isOurs).flatMap((node) => undocumentedIn(node, symbol.name)),
    ...propertiesOf(symbol)
      .filter((property) => property.getDocumentationComment(checker).length === 0)
      .map((property) => `${symbol.name}.${property.name}`),
  ];
}

/** What is written inside of a declaration, at any depth. */
function undocumentedIn(node: ts.Node, name: string): string[] {
  const found = parametersOf(node)
    .filter((parameter) => ts.getJSDocParameterTags(parameter).length === 0)
    .map((parameter) => `${name}(${parameter.name.getText()})`);
  ts.forEachChild(node, (child) => {
    if (!ts.isTypeElement(child) && !ts.isClassElement(child)) {
      found.push(...undocumentedIn(child, name));
      return;
    }
    if (ts.getCombinedModifierFlags(child) & ts.ModifierFlags.NonPublicAccessibilityModifier) return;
    const member = `${name}.${child.name?.getText() ?? "constructor"}`;
    if (!hasText(child)) found.push(member);
    found.push(...undocumentedIn(child, member));
  });
  return found;
}

function parametersOf(node: ts.Node): readonly ts.ParameterDeclaration[] {
  const isFunction =
    ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node);
  return isFunction ? node.parameters : [];
}

function hasText(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).some((comment) => ts.isJSDoc(comment) && comment.comment !== undefined);
}

/** Properties of a type that this package declares, in types of its own that are not exported too. */
function propertiesOf(symbol: ts.Symbol): ts.Symbol[] {
  if (!(symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class))) return [];
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  return checker.getPropertiesOfType(type).filter((property) => property.declarations?.some(isOurs));
}

function withoutAlias(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function isOurs(node: ts.Node): boolean {
  return node.getSourceFile().fileName.startsWith(path.join(root, "dist"));
}
