import ts from "typescript";
import { nativeToken } from "../../provider/pulumi/provider-text";
import type { Declarations, Doc, Member } from "./declarations";

/** A type in the form of Pulumi's schema. */
export type TypeSpec = Readonly<Record<string, unknown>>;

/** A property in that form. */
export type PropertySpec = TypeSpec & { description: string };

const ANY: TypeSpec = { $ref: "pulumi.json#/Any" };
const ASSET: TypeSpec = { $ref: "pulumi.json#/Asset" };

/** Types that a schema has no words for: values of several forms, which are examined when they arrive. */
const named: Readonly<Record<string, TypeSpec>> = {
  Payload: ANY,
  JsonSchema: ANY,
  UserProperties: ANY,
  UserPropertiesInput: ANY,
  // What a function has loaded goes into a set as it is.
  MessageArguments: ANY,
  "pulumi.asset.FileAsset": ASSET,
  "pulumi.asset.StringAsset": ASSET,
};

/** Types that are only wrappers in a program. */
const wrappers: ReadonlySet<string> = new Set(["pulumi.Input", "pulumi.Output", "Readonly"]);

/** Names of enum values that are numbers, or texts of which SDKs would make no good name: MQTT's own words. */
const valueNames: Readonly<Record<string, readonly string[]>> = {
  QoS: ["AtMostOnce", "AtLeastOnce"],
  PayloadFormatIndicator: ["UnspecifiedBytes", "Utf8Data"],
};

/** Makes types of a schema from those of TypeScript, and collects the object types and enums that they name. */
export class SchemaTypes {
  readonly types: Record<string, object> = {};

  /** @param isInteger whether a number with this name has to be whole */
  constructor(
    private readonly declarations: Declarations,
    private readonly isInteger: (name: string) => boolean,
  ) {}

  /** Properties by their names. */
  propertiesOf(members: readonly Member[], describe = descriptionOf): Record<string, PropertySpec> {
    return Object.fromEntries(
      members.map(({ name, type, doc }) => [name, { ...this.typeOf(type, name), description: describe(doc) }]),
    );
  }

  /** @param name of the property that has the type */
  private typeOf(node: ts.TypeNode, name: string): TypeSpec {
    if (ts.isParenthesizedTypeNode(node)) return this.typeOf(node.type, name);
    if (ts.isTypeOperatorNode(node)) return this.typeOf(node.type, name);
    if (ts.isArrayTypeNode(node)) return { type: "array", items: this.typeOf(node.elementType, name) };
    if (ts.isTypeLiteralNode(node)) return this.objectType(capitalized(name), node);
    if (ts.isUnionTypeNode(node)) return this.unionType(node, name);
    if (ts.isTypeReferenceNode(node)) return this.referredType(node, name);
    switch (node.kind) {
      case ts.SyntaxKind.StringKeyword:
        return { type: "string" };
      case ts.SyntaxKind.BooleanKeyword:
        return { type: "boolean" };
      case ts.SyntaxKind.NumberKeyword:
        return { type: this.isInteger(name) ? "integer" : "number" };
      case ts.SyntaxKind.UnknownKeyword:
        return ANY;
      default:
        throw new Error(`${name}: no schema for ${node.getText()}`);
    }
  }

  private unionType(node: ts.UnionTypeNode, name: string): TypeSpec {
    const some = node.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
    const [only, ...others] = some;
    if (only !== undefined && others.length === 0) return this.typeOf(only, name);
    const all = [...new Set(some.map((each) => this.typeOf(each, name)))];
    return all.includes(ANY) ? ANY : { oneOf: all };
  }

  private referredType(node: ts.TypeReferenceNode, name: string): TypeSpec {
    const typeName = node.typeName.getText();
    const [first, second] = node.typeArguments ?? [];
    const known = named[typeName];
    if (known !== undefined) return known;
    if (wrappers.has(typeName) && first !== undefined) return this.typeOf(first, name);
    if (typeName === "Record" && second !== undefined) {
      return { type: "object", additionalProperties: this.typeOf(second, name) };
    }
    const declaration = this.declarations.declarationOf(node);
    if (declaration === undefined) throw new Error(`${name}: ${typeName} is declared nowhere`);
    if (!ts.isTypeAliasDeclaration(declaration)) return this.objectType(typeName, declaration);
    const { type } = declaration;
    const values = ts.isUnionTypeNode(type) ? type.types.filter(ts.isLiteralTypeNode) : [];
    if (ts.isUnionTypeNode(type) && values.length === type.types.length)
      return this.enumType(typeName, values, declaration);
    // A type that is made of another one, such as by leaving properties out or adding some.
    const isMade = ts.isTypeReferenceNode(type) || ts.isIntersectionTypeNode(type);
    return isMade ? this.objectType(typeName, declaration) : this.typeOf(type, name);
  }

  /** A reference to an object type. The SDKs add `Args` to the names of arguments. */
  private objectType(typeName: string, declaration: ts.Node): TypeSpec {
    const token = nativeToken(typeName.replace(/Args$/, ""));
    if (!(token in this.types)) {
      // Before its properties, which may name it.
      this.types[token] = {};
      const members = this.declarations.membersOf(declaration);
      this.types[token] = {
        type: "object",
        description: descriptionOf(this.declarations.docOf(declaration)),
        properties: this.propertiesOf(members),
        required: requiredOf(members),
      };
    }
    return { $ref: `#/types/${token}` };
  }

  private enumType(name: string, values: readonly ts.LiteralTypeNode[], declaration: ts.Node): TypeSpec {
    const literals = values.map(({ literal }) => JSON.parse(literal.getText()) as string | number);
    const isText = typeof literals[0] === "string";
    this.types[nativeToken(name)] = {
      type: isText ? "string" : "integer",
      description: descriptionOf(this.declarations.docOf(declaration)),
      enum: literals.map((value, i) => ({ ...(name in valueNames ? { name: valueNames[name]?.[i] } : {}), value })),
    };
    return { $ref: `#/types/${nativeToken(name)}` };
  }
}

/** Names of the members that are there in any case. */
export function requiredOf(members: readonly Member[]): string[] {
  return members.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
}

/** A description for programs in every language. Settings of the namespace `aws` never reach a native provider. */
export function descriptionOf({ text, default: byDefault }: Doc): string {
  const paragraphs = [text, ...(byDefault === undefined ? [] : [`Default: ${byDefault}`])];
  return (
    paragraphs
      .join("\n\n")
      // A line break inside of a paragraph is that of the source file.
      .replace(/([^\n])\n(?!\n|- )/g, "$1 ")
      .replace(/(, | and )`aws:\w+`/g, "")
      .replace(/the settings (`[^`]+`), then/g, "the setting $1, then")
      .replace(/ [^.]*`aws:\w+`[^.]*\./g, "")
  );
}

/** A description of a provider's argument: an explicit provider gets its own arguments alone. */
export function descriptionOfSetting({ text, default: byDefault }: Doc): string {
  const ofStack = / [^.]*(the stack's configuration|the settings? `)[^.]*\./g;
  const otherwise = byDefault?.replace(/^the settings? .*?, then /s, "").replace(/; else the settings.*$/s, "");
  return descriptionOf({ text: text.replace(/\s+/g, " ").replace(ofStack, ""), default: otherwise });
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
