import { posix } from "node:path";
import { type GlobRule, GlobRules } from "../../validation/glob-rules";
import { formatOf } from "../formats/document";
import { topicOfFile } from "./file-topic";
import type { Layer, LayerFile } from "./layers";

/** Which files are bases, and of which messages. */
export class Inheritance {
  /** What is wrong with the bases. */
  readonly issues: string[] = [];
  private readonly rules: readonly GlobRule<readonly string[]>[];
  /** The files of each base, the lowest layer first. A base of a layer above is laid over that of the same topic below. */
  private readonly bases = new Map<string, LayerFile[]>();
  private byFile: GlobRules<readonly string[]> | undefined;

  constructor(rules: readonly GlobRule<readonly string[]>[], layers: readonly Layer[]) {
    this.rules = rules;
    for (const { name, value } of rules) {
      for (const path of value) {
        const topic = topicOfFile(posix.normalize(path));
        if (this.bases.has(topic)) continue;
        const issue = formatOf(path) === undefined ? "expected a JSON or YAML file" : undefined;
        const files = layers.flatMap((layer) => this.filesOf(topic, layer));
        this.bases.set(topic, files);
        if (issue !== undefined || files.length === 0) {
          this.issues.push(`${name}: ${JSON.stringify(path)}: ${issue ?? "there is no such file"}`);
        }
      }
    }
  }

  private filesOf(topic: string, { files }: Layer): LayerFile[] {
    const found = files.filter(({ file }) => formatOf(file) !== undefined && topicOfFile(file) === topic);
    const [first, ...others] = found;
    this.issues.push(...others.map(({ name }) => `${name}: has the same topic as ${first?.name}`));
    return found;
  }

  /** Whether a file is a base, and so no message. */
  isBase(file: string): boolean {
    return formatOf(file) !== undefined && this.bases.has(topicOfFile(file));
  }

  /** Finds the messages that inherit. @returns the globs that match none, and those that take too long */
  match(files: ReadonlySet<string>): { unmatched: string[]; issues: string[] } {
    this.byFile = new GlobRules(this.rules, files);
    return { unmatched: this.byFile.unmatched(), issues: this.byFile.issues };
  }

  /** Messages in folders that hold more bases than messages: probably bases that nothing inherits. */
  straysAmong(messages: Iterable<string>): string[] {
    const bases = countBy([...this.bases.values()].flatMap((files) => files.map(({ file }) => posix.dirname(file))));
    const all = [...messages];
    const others = countBy(all.map((file) => posix.dirname(file)));
    return all.filter((file) => {
      const folder = posix.dirname(file);
      return folder !== "." && (bases.get(folder) ?? 0) > (others.get(folder) ?? 0);
    });
  }

  /** The bases of a message, the lowest first. */
  basesOf(files: readonly LayerFile[]): LayerFile[] {
    const rules = this.byFile?.matching(...files.map(({ file }) => file)) ?? [];
    const topics = new Set(rules.flatMap(({ value }) => value.map((path) => topicOfFile(posix.normalize(path)))));
    return [...topics].flatMap((topic) => this.bases.get(topic) ?? []);
  }
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
