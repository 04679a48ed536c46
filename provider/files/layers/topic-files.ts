import { type GlobRule, GlobRules } from "../../validation/glob-rules";
import { OPTIONS_FILE } from "../options/folder-options";
import { globsIn, type MergedOptions, type OptionsSource } from "../options/merge-options";
import { topicOfFile } from "./file-topic";
import { type Layer, type LayerFile, treeIssueLine } from "./layers";

/** The files of one message. */
export interface TopicFiles {
  /** Without the prefix, unless {@link asItStands}. */
  topic: string;
  /** One of each layer that has one, the lowest first. */
  files: LayerFile[];
  /** Whether `topics` names the file, so that it is published byte for byte. */
  asItStands: boolean;
}

/** Which files of the layers are messages, and of which topic. */
export class Selection {
  /** What is wrong with the layers. */
  readonly issues: string[] = [];
  /** Globs of which nobody knows what they match. */
  readonly issuesInGlobs: string[] = [];
  /** The globs that match nothing. */
  readonly unmatched: string[] = [];
  /** The files of all messages, also of those that a layer above takes out. */
  readonly files = new Set<string>();
  /** Whether a layer has an entry that cannot be read: a glob may be meant for that. */
  isPartial = false;
  private readonly byKey = new Map<string, TopicFiles>();

  /**
   * @param code the options that are given in code, which apply to all layers
   * @param isAside whether a file serves other files, and is no message
   */
  constructor(
    layers: readonly Layer[],
    code: OptionsSource,
    private readonly topics: MergedOptions["topics"],
    isAside: (file: string) => boolean,
  ) {
    const all = new Set(layers.flatMap(({ files, issues }) => [...files, ...issues].map(({ file }) => file)));
    const excluded = this.rules(globsIn(code, "exclude"), all);
    const included = code.options.include && this.rules(globsIn(code, "include"), all);
    for (const layer of layers) {
      const source = { name: layer.label + OPTIONS_FILE, options: layer.options };
      this.remove(globsIn(source, "remove"));
      const names = layer.files.map(({ file }) => file);
      const own = this.rules(globsIn(source, "exclude"), new Set([...names, ...layer.issues.map(({ file }) => file)]));
      // A list in code replaces that of the folder.
      const ownIncluded = included ?? (layer.options.include && this.rules(globsIn(source, "include"), new Set(names)));
      const excludes = (file: string) => excluded.matches(file) || own.matches(file);
      const issues = layer.issues.filter(({ file }) => file === OPTIONS_FILE || !excludes(file));
      this.issues.push(...issues.map((issue) => layer.label + treeIssueLine(issue)));
      this.isPartial ||= issues.length > 0;
      this.add(
        layer.files.filter(({ file }) => !isAside(file) && !excludes(file) && ownIncluded?.matches(file) !== false),
      );
    }
    this.remove(globsIn(code, "remove"));
  }

  get messages(): TopicFiles[] {
    return [...this.byKey.values()];
  }

  /** Lays the files of a layer over those of the layers below. */
  private add(files: readonly LayerFile[]): void {
    const ofLayer = new Map<string, LayerFile>();
    for (const file of files) {
      this.files.add(file.file);
      const mapped = this.topics.get(file.file)?.value;
      const topic = mapped ?? topicOfFile(file.file);
      // A topic that `topics` gives has no prefix, and so is another one than that of a path.
      const key = `${mapped === undefined ? "path" : "topic"}:${topic}`;
      const earlier = ofLayer.get(key);
      if (earlier !== undefined) {
        this.issues.push(`${file.name}: has the same topic as ${earlier.name}`);
        continue;
      }
      ofLayer.set(key, file);
      const below = this.byKey.get(key);
      if (below === undefined) this.byKey.set(key, { topic, files: [file], asItStands: mapped !== undefined });
      else below.files.push(file);
    }
  }

  /** Takes topics out of the layers so far. */
  private remove(globs: readonly GlobRule<null>[]): void {
    if (globs.length === 0) return;
    const removed = this.rules(globs, new Set(this.messages.map(({ topic }) => topic)), "topic");
    for (const [key, { topic }] of this.byKey) if (removed.matches(topic)) this.byKey.delete(key);
  }

  private rules(rules: readonly GlobRule<null>[], names: ReadonlySet<string>, what = "file"): GlobRules<null> {
    const made = new GlobRules(rules, names);
    this.issuesInGlobs.push(...made.issues);
    this.unmatched.push(...made.unmatched().map((name) => `${name}: matches no ${what}`));
    return made;
  }
}
