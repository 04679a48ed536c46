import { type Document, isScalar, LineCounter, type Node, parseDocument, visit } from "yaml";
import { isCarried, NOT_CARRIED } from "./numbers";
import { type Parsed, position, TOO_DEEP } from "./parsed";

/** Aliases of a document, and what they resolve to all in all: more would be a few lines that make gigabytes. */
const MAX_ALIASES = 100;
const TOO_MANY = `expected at most ${MAX_ALIASES} aliases, those inside of what they stand for counted each time`;

/**
 * Parses one YAML 1.2 document whose value is one of JSON. Keys are strings. A repeated key is refused, and so are NaN,
 * infinity, tags other than those of JSON's values, merge keys, and a number that would be published as another one.
 *
 * @throws RangeError where it is nested too deep
 */
export function parseYaml(text: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    // Sets, dates and bytes have no form in JSON.
    resolveKnownTags: false,
    stringKeys: true,
    // Compared with each other, the keys of a long map would take minutes.
    uniqueKeys: false,
    intAsBigInt: true,
    // Pretty ones quote the text.
    prettyErrors: false,
    // A quieter one would take the first of several documents.
    logLevel: "error",
    lineCounter: lines,
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return position(line, col);
  };
  // After the first error, others mostly follow from it.
  const [error] = [...document.errors, ...document.warnings];
  // Where the stack has ended is not where the text is wrong.
  if (error?.code === "RESOURCE_EXHAUSTION") return { issues: [TOO_DEEP] };
  if (error !== undefined) return { issues: [`${at(error.pos[0])}: ${words(error.code)}`] };
  const issues = inspect(document, at);
  if (issues.length > 0) return { issues };
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (failure) {
    if (failure instanceof ReferenceError) return { issues: [TOO_MANY] };
    throw failure;
  }
}

/** Makes numbers of whole ones that were read exactly, and tells of what the parser lets pass. */
function inspect(document: Document.Parsed, at: (offset: number) => string): string[] {
  const issues: string[] = [];
  const issue = (node: Node, reason: string) => void issues.push(`${at(node.range?.[0] ?? 0)}: ${reason}`);
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
        if (seen.has(key.value)) issue(key, "the same key as before");
        seen.add(key.value);
        // What is merged is a map, or several.
        if (key.value === "<<" && key.type === "PLAIN" && !isScalar(value)) {
          issue(key, "a merge key, which YAML 1.2 does not have; in quotes it is a key as others");
        }
      }
    },
    Scalar: (_key, node) => {
      anchor(node);
      if (typeof node.value === "bigint") {
        if (!isCarried(String(node.value))) issue(node, NOT_CARRIED);
        node.value = Number(node.value);
      } else if (typeof node.value === "number") {
        const { source = String(node.value), value } = node;
        if (!Number.isFinite(value) && !/\d/.test(source)) issue(node, "a number that JSON does not have");
        else if (!isCarried(source)) issue(node, NOT_CARRIED);
      }
    },
    Alias: (_key, node, path) => {
      aliases += 1;
      if (!anchors.has(node.source)) issue(node, "an alias of nothing that is before it");
      if (path.some((holder) => (holder as { anchor?: string }).anchor === node.source)) {
        issue(node, "an alias of what holds it");
      }
      if (aliases <= MAX_ALIASES) return undefined;
      issue(node, TOO_MANY);
      return visit.BREAK;
    },
  });
  return issues;
}

/** Codes of the parser whose words would not say what to do. */
const known: Record<string, string> = {
  BAD_INDENT: "an indentation that fits nothing before it",
  BLOCK_AS_IMPLICIT_KEY: "a key inside of a value; the indentation of what follows may be wrong, or a quote missing",
  MISSING_CHAR: "a quote, a bracket, a comma or a space is missing",
  MULTILINE_IMPLICIT_KEY: "a key of several lines, or a colon is missing",
  MULTIPLE_DOCS: "expected one document, got several",
  NON_STRING_KEY: "expected a key that is a string",
  TAG_RESOLVE_FAILED: "a tag of what JSON does not have",
  TAB_AS_INDENT: "a tab as indentation, where YAML takes spaces",
};

/** Of an error its code alone: its message quotes the text. `BAD_INDENT` becomes "bad indent". */
function words(code: string): string {
  return known[code] ?? code.toLowerCase().replaceAll("_", " ");
}
