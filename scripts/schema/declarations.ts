import { join } from "node:path";
import ts from "typescript";

/** The description of a declaration, from its doc comment. */
export interface Doc {
  text: string;
  /** What follows `@default`. */
  default: string | undefined;
}

/** A property of an interface, or a member of a class. */
export interface Member {
  name: string;
  doc: Doc;
  type: ts.TypeNode;
  isOptional: boolean;
}

/** The TypeScript declarations of the package. */
export class Declarations {
  private readonly program: ts.Program;
  private readonly checker: ts.TypeChecker;

  /** @param root folder of the project */
  constructor(private readonly root: string) {
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const files = ts.sys.readDirectory(join(root, "provider"), [".ts"]);
    this.program = ts.createProgram(files, options);
    this.checker = this.program.getTypeChecker();
  }

  /** The declaration of a class, interface or type in a file of `provider`. */
  find(file: string, name: string): ts.Declaration {
    const source = this.program.getSourceFile(join(this.root, "provider", file));
    const found = source?.statements.find((statement) => "name" in statement && nameOf(statement) === name);
    if (found === undefined) throw new Error(`${file} declares no ${name}`);
    return found as unknown as ts.Declaration;
  }

  /** The members of a class or of a type of objects, also of one that is made of another one. */
  membersOf(declaration: ts.Node): Member[] {
    const type = this.checker.getTypeAtLocation(declaration);
    return this.checker.getPropertiesOfType(type).flatMap((symbol) => {
      // In a union, a member that one of the types must not have is declared as undefined there.
      const own = symbol.declarations
        ?.filter(isTyped)
        .find(({ type: { kind } }) => kind !== ts.SyntaxKind.UndefinedKeyword);
      // What a class inherits from the SDK is no output.
      if (own === undefined || this.isOutside(own)) return [];
      const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0 || mayBeUndefined(own.type);
      return [{ name: symbol.name, doc: this.docOf(own), type: own.type, isOptional }];
    });
  }

  /** The declaration that a reference to a type names. */
  declarationOf(reference: ts.TypeReferenceNode): ts.Declaration | undefined {
    const symbol = this.checker.getSymbolAtLocation(reference.typeName);
    const named = symbol && (symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol);
    return named?.declarations?.[0];
  }

  docOf(declaration: ts.Node): Doc {
    const comments = ts.getJSDocCommentsAndTags(declaration).filter(ts.isJSDoc);
    const tags = comments.flatMap(({ tags = [] }) => [...tags]);
    const byDefault = tags.find(({ tagName }) => tagName.text === "default")?.comment;
    return {
      text: comments.map(({ comment }) => plainText(comment)).join("\n\n"),
      default: byDefault === undefined ? undefined : plainText(byDefault),
    };
  }

  private isOutside(node: ts.Node): boolean {
    return !node.getSourceFile().fileName.startsWith(join(this.root, "provider"));
  }
}

function isTyped(
  node: ts.Declaration,
): node is (ts.PropertySignature | ts.PropertyDeclaration) & { type: ts.TypeNode } {
  return (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) && node.type !== undefined;
}

function nameOf(statement: ts.Statement): string | undefined {
  const { name } = statement as { name?: ts.Node };
  return name !== undefined && ts.isIdentifier(name) ? name.text : undefined;
}

/** Whether the type of an output says that it may have no value. */
function mayBeUndefined(type: ts.TypeNode): boolean {
  if (ts.isTypeReferenceNode(type)) return (type.typeArguments ?? []).some(mayBeUndefined);
  return ts.isUnionTypeNode(type) && type.types.some(({ kind }) => kind === ts.SyntaxKind.UndefinedKeyword);
}

/** A comment without its links, which other languages do not have. */
function plainText(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
  if (comment === undefined || typeof comment === "string") return comment ?? "";
  return comment
    .map((part) => (ts.isJSDocLink(part) ? `\`${part.name?.getText() ?? ""}${part.text}\`` : part.text))
    .join("");
}
