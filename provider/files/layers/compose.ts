import { canonicalJson } from "../../messages/digest";
import { type DeclaredPayload, declaredPayload } from "../../messages/payload";
import { readAssetFile } from "../../validation/asset-file";
import { isRecord } from "../../validation/is-record";
import { payloadIssues } from "../../validation/message-issues";
import { mergePatch } from "../formats/merge-patch";
import { type Content, contentOf } from "./content";
import type { LayerFile } from "./layers";
import type { TopicFiles } from "./topic-files";

/** The payload of a message, or why it has none. The list of issues is empty if they are told with a base. */
export type Composed = { payload: DeclaredPayload } | { issues: string[] };

/** Makes the payloads of messages from their files. A file is read once, however many messages it is a base of. */
export class Composer {
  /** What is wrong with bases. */
  readonly issues: string[] = [];
  /** What is probably a slip, and no error. */
  readonly warnings: string[] = [];
  private readonly bases = new Map<string, Content>();

  /**
   * Lays the files of a message over its bases: JSON over JSON is a patch, and anything else replaces what is below.
   *
   * @param bases the lowest first
   */
  compose({ files, asItStands }: TopicFiles, bases: readonly LayerFile[]): Composed {
    let below: Content | undefined;
    for (const base of bases) {
      const content = this.contentOfBase(base);
      if ("issues" in content) return { issues: [] };
      below = laidOver(below, content);
    }
    let payload = below === undefined ? undefined : payloadOf(below);
    for (const [index, file] of files.entries()) {
      const content = contentOf(file, asItStands);
      if ("issues" in content) return { issues: content.issues.map((issue) => `${file.name}: ${issue}`) };
      if (index === 0 && below !== undefined && !("value" in content)) {
        return { issues: [`${file.name}: inherits, and is neither JSON nor YAML`] };
      }
      const result = laidOver(below, content);
      const changed = payloadOf(result);
      // An empty patch over bases makes the message exist.
      const isPlain = index === 0 && "value" in content && isEmptyRecord(content.value);
      const isSame = below !== undefined && "value" in below === "value" in result && isEqual(payload, changed);
      if (isSame && !isPlain) this.warnings.push(`${file.name}: changes nothing`);
      below = result;
      payload = changed;
    }
    const name = files.at(-1)?.name;
    const issues = payloadIssues({ ...payload }, readAssetFile);
    return issues.length === 0
      ? { payload: payload ?? {} }
      : { issues: issues.map(({ reason }) => `${name}: ${reason}`) };
  }

  private contentOfBase(base: LayerFile): Content {
    const known = this.bases.get(base.path);
    if (known !== undefined) return known;
    const content = contentOf(base, false);
    this.bases.set(base.path, content);
    if ("issues" in content) this.issues.push(...content.issues.map((issue) => `${base.name}: ${issue}`));
    return content;
  }
}

function laidOver(below: Content | undefined, content: Content): Content {
  if (below === undefined || !("value" in below) || !("value" in content)) return content;
  return { value: mergePatch(below.value, content.value) };
}

function payloadOf(content: Content): DeclaredPayload {
  if ("value" in content) return { payload: canonicalJson(content.value) };
  return declaredPayload("bytes" in content ? content.bytes : new Uint8Array());
}

function isEqual(a: DeclaredPayload | undefined, b: DeclaredPayload): boolean {
  return a?.payload === b.payload && a?.payloadBase64 === b.payloadBase64;
}

function isEmptyRecord(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}
