import { type Document, LineCounter, parseDocument, visit } from "yaml";
import { type Parsed, position } from "./parsed";

/** Aliases that a document may resolve to, all in all: more would be a few lines that make gigabytes. */
const MAX_ALIASES = 100;

/**
 * Parses one YAML 1.2 document whose value is one of JSON. Keys are strings, and a repeated one is refused, as are NaN,
 * infinity, tags of one's own, and a number that would be published as another one.
 *
 * @throws RangeError where it is nested too deep
 */
export function parseYaml(text: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    stringKeys: true,
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
  if (error !== undefined) return { faults: [`${at(error.pos[0])}: ${words(error.code)}`] };
  const faults = settleNumbers(document, at);
  if (faults.length > 0) return { faults };
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (failure) {
    if (failure instanceof RangeError) throw failure;
    return { faults: ["has aliases that resolve to too much, or to nothing"] };
  }
}

/** Makes numbers of whole ones that were read exactly, and tells of those that JSON cannot carry. */
function settleNumbers(document: Document.Parsed, at: (offset: number) => string): string[] {
  const faults: string[] = [];
  visit(document, {
    Scalar: (_key, node) => {
      const where = () => at(node.range?.[0] ?? 0);
      if (typeof node.value === "bigint") {
        const value = Number(node.value);
        if (!Number.isFinite(value) || BigInt(value) !== node.value) {
          faults.push(`${where()}: a number that JSON cannot carry exactly; write it as a string`);
        }
        node.value = value;
      } else if (typeof node.value === "number" && !Number.isFinite(node.value)) {
        faults.push(`${where()}: a number that JSON does not have`);
      }
    },
  });
  return faults;
}

/** `DUPLICATE_KEY` as "duplicate key". */
function words(code: string): string {
  return code.toLowerCase().replaceAll("_", " ");
}
