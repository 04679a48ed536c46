import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";
import { hasLoneSurrogate, LONE_SURROGATE } from "../../messages/surrogates";
import { isCarried, NOT_CARRIED } from "./numbers";
import { type Parsed, position, TOO_DEEP } from "./parsed";

/**
 * How many aliases a document may have, and how many they may resolve to in total. Without a limit, a few lines could make
 * gigabytes.
 */
const MAX_ALIASES = 1_000;
const TOO_MANY = `expected at most 1,000 aliases; those inside an aliased value count each time it is used`;

/**
 * Parses one YAML 1.2 document with a JSON value. Keys are strings. Merge keys (`<<`) of YAML 1.1 are resolved. It refuses
 * repeated keys, NaN, infinity, tags of types that JSON does not have, and numbers that would be published as other numbers.
 *
 * @throws RangeError if the text is nested too deeply for the call stack
 */
export function parseYaml(text: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    // JSON has no sets, dates or bytes.
    resolveKnownTags: false,
    stringKeys: true,
    merge: true,
    // The parser would compare all keys of a map with each other, which takes minutes for a long one.
    uniqueKeys: false,
    intAsBigInt: true,
    // Pretty errors quote the text, which may contain secrets.
    prettyErrors: false,
    // With a lower level, the parser would accept several documents and read only the first.
    logLevel: "error",
    lineCounter: lines,
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return position(line, col);
  };
  // Only the first error is reported, since the others mostly follow from it.
  const [error] = [...document.errors, ...document.warnings];
  // The place of this error says only where the call stack ended, not what is wrong with the text.
  if (error?.code === "RESOURCE_EXHAUSTION") return { issues: [TOO_DEEP] };
  if (error !== undefined) return { issues: [`${at(error.pos[0])}: ${words(error.code, text.slice(...error.pos))}`] };
  const issues = inspect(document, at);
  if (issues.length > 0) return { issues };
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (failure) {
    if (failure instanceof ReferenceError) return { issues: [TOO_MANY] };
    throw failure;
  }
}

/**
 * Finds what the parser accepts and JSON cannot express. Whole numbers, which were read as bigint, become numbers, and a key
 * `<<` with a scalar becomes an ordinary one.
 */
function inspect(document: Document.Parsed, at: (offset: number) => string): string[] {
  const issues: string[] = [];
  const report = (node: Node, reason: string) => void issues.push(`${at(node.range?.[0] ?? 0)}: ${reason}`);
  const anchors = new Set<string>();
  const anchor = (node: { anchor?: string }) => void (node.anchor !== undefined && anchors.add(node.anchor));
  let aliases = 0;
  visit(document, {
    Seq: (_key, node) => anchor(node),
    Map: (_key, node) => {
      anchor(node);
      const seen = new Set<unknown>();
      for (const { key, value } of node.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) report(key, "the same key as before");
        seen.add(key.value);
        if (key.value !== "<<" || key.type !== "PLAIN") continue;
        // With a scalar it is an ordinary key, which the parser knows by its quotes.
        if (isScalar(value)) key.type = "QUOTE_DOUBLE";
        else if (!isMergeable(value, document)) report(key, NOT_MERGEABLE);
      }
    },
    Scalar: (_key, node) => {
      anchor(node);
      if (typeof node.value === "string") {
        if (hasLoneSurrogate(node.value)) report(node, LONE_SURROGATE);
      } else if (typeof node.value === "bigint") {
        if (!isCarried(String(node.value))) report(node, NOT_CARRIED);
        node.value = Number(node.value);
      } else if (typeof node.value === "number") {
        const { source = String(node.value), value } = node;
        if (!Number.isFinite(value) && !/\d/.test(source)) report(node, "a number that JSON does not have");
        else if (!isCarried(source)) report(node, NOT_CARRIED);
      }
    },
    Alias: (_key, node, path) => {
      aliases += 1;
      if (!anchors.has(node.source)) report(node, "an alias without an anchor before it");
      if (path.some((holder) => (holder as { anchor?: string }).anchor === node.source)) {
        report(node, "an alias inside the value that it stands for");
      }
      if (aliases <= MAX_ALIASES) return undefined;
      report(node, TOO_MANY);
      return visit.BREAK;
    },
  });
  return issues;
}

const NOT_MERGEABLE = "a merge key takes a map, or a list of maps; in quotes it is an ordinary key";

/** Whether a merge key can take a value: a map, an alias of one, or a list of these. */
function isMergeable(value: unknown, document: Document.Parsed, isInList = false): boolean {
  if (isAlias(value)) {
    const source = value.resolve(document);
    // That it has no anchor is told by itself.
    return source === undefined || isMap(source);
  }
  return isMap(value) || (!isInList && isSeq(value) && value.items.every((item) => isMergeable(item, document, true)));
}

/** Better words for those codes of the parser that would not tell what to do. */
const known: Record<string, string> = {
  BAD_INDENT: "an indentation that does not match the lines before it",
  BLOCK_AS_IMPLICIT_KEY:
    "a key inside a value; the indentation of the next line may be wrong, or a quote may be missing",
  MISSING_CHAR: "a quote, a bracket, a comma or a space is missing",
  MULTILINE_IMPLICIT_KEY: "a key of several lines; a colon may be missing",
  MULTIPLE_DOCS: "expected one document, got several",
  NON_STRING_KEY: "expected a key that is a string",
  TAB_AS_INDENT: "a tab as indentation, which YAML does not allow",
};

/** What to do in place of tags that tools for YAML give a meaning of their own. */
const insteadOf: Record<string, string> = {
  "!include": "no file is read into another, so list it under `inherit` in retained.yaml",
  "!secret": "no secrets are read from files, so add the value in the program, with `map`",
  "!env_var": "no variables are read from the environment, so add the value in the program, with `map`",
  "!lambda": "no code is run, so write the value that it returns",
};

/**
 * Words for the code of an error: `BAD_INDENT` becomes "bad indent". Its message is not used, since it quotes the text.
 *
 * @param place the text that the error is about
 */
function words(code: string, place: string): string {
  if (code !== "TAG_RESOLVE_FAILED") return known[code] ?? code.toLowerCase().replaceAll("_", " ");
  return `a tag of a type that JSON does not have; ${insteadOf[place] ?? "write the value without it"}`;
}
