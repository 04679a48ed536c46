import { posix } from "node:path";
import type { MessageArguments } from "../messages/message-value";
import { reasonsAgainstTopicInSet } from "../messages/topic";
import { byCodeUnit } from "../text/order";
import { GlobRules } from "../validation/glob-rules";
import { FilesError } from "./disk/files-error";
import { Composer } from "./layers/compose";
import { withPrefix } from "./layers/file-topic";
import { Inheritance } from "./layers/inheritance";
import { findLayers, type Layer, type LayerFile, treeIssueLine } from "./layers/layers";
import { Selection, type TopicFiles } from "./layers/topic-files";
import { type FileArguments, type FolderOptions, isNearOptions, OPTIONS_FILE } from "./options/folder-options";
import { issuesInOptions } from "./options/issues-in-options";
import { type MergedOptions, mergeOptions, type OptionsSource } from "./options/merge-options";
import { Schemas, schemasOutside } from "./schemas";

/** The name in errors of options that are given in code. */
const IN_CODE = "options";

/** A message and the files that it was made of. */
export interface FileMessage {
  /** Path of its file, with forward slashes: in the folder, or with the folder if there are several layers. */
  file: string;
  /** All that it was made of: its bases, and its file in each layer, the lowest first. */
  sources: readonly LayerFile[];
  message: MessageArguments;
}

/** The messages of a folder. */
export interface FolderMessages {
  /** By topic, in the order of the topics. */
  messages: Map<string, FileMessage>;
  /** What is probably a slip, one line each: a file that changes nothing, or a base that nothing inherits. */
  warnings: readonly string[];
}

/**
 * The messages of a folder, or of folders that are laid over one another. Their files are topics.
 *
 * @param directories relative to the working directory, the lowest first
 * @param options merged over those of each `retained.yaml`
 * @throws FilesError with everything that is wrong with the folders
 */
export function readMessages(directories: string | readonly string[], options: FolderOptions = {}): FolderMessages {
  const code: OptionsSource = { name: IN_CODE, options };
  const issuesInCode = issuesInOptions(options).map((issue) => `${IN_CODE}: ${issue}`);
  const layers = layersOf(typeof directories === "string" ? [directories] : directories, issuesInCode);
  const merged = mergeOptions([...layers.map(({ label, options }) => ({ name: label + OPTIONS_FILE, options })), code]);
  return new Reading(layers, code, merged).read();
}

/** @param issuesInCode what is wrong with the options in code */
function layersOf(directories: readonly string[], issuesInCode: readonly string[]): Layer[] {
  if (directories.length === 0) throw new FilesError(["expected at least one folder"]);
  let layers: Layer[] = [];
  const issues: string[] = [];
  try {
    layers = findLayers(directories);
    issues.push(...schemasOutside(layers));
  } catch (error) {
    if (!(error instanceof FilesError)) throw error;
    issues.push(...error.issues);
  }
  issues.push(...issuesInCode);
  if (issues.length > 0) {
    // While the options are wrong, nobody knows which files they leave out: so no more issues are looked for.
    issues.unshift(...layers.flatMap(({ label, issues: found }) => found.map((issue) => label + treeIssueLine(issue))));
    throw new FilesError(issues);
  }
  return layers;
}

/** Reads the files of layers whose options are valid. */
class Reading {
  private readonly issues: string[] = [];
  private readonly composer = new Composer();
  private readonly names: ReadonlySet<string>;
  private readonly inheritance: Inheritance;
  private readonly schemas: Schemas;
  private readonly overrides: GlobRules<FileArguments>;
  private readonly selection: Selection;

  constructor(
    layers: readonly Layer[],
    code: OptionsSource,
    private readonly options: MergedOptions,
  ) {
    this.names = new Set(layers.flatMap(({ files }) => files.map(({ file }) => file)));
    this.inheritance = new Inheritance(options.inherit, layers);
    this.schemas = new Schemas(layers, options.schemas, this.names);
    const isAside = (file: string) => this.schemas.files.has(file) || this.inheritance.isBase(file);
    this.overrides = new GlobRules(options.overrides, new Set([...this.names].filter((file) => !isAside(file))));
    this.selection = new Selection(layers, code, options.topics, isAside);
  }

  read(): FolderMessages {
    const inherited = this.inheritance.match(this.selection.files);
    const inGlobs = [this.overrides, this.schemas.rules].flatMap(({ issues }) => issues);
    inGlobs.push(...this.selection.issuesInGlobs, ...inherited.issues);
    if (inGlobs.length > 0) throw new FilesError(inGlobs);

    const messages = this.messagesOf(this.selection.messages);
    const issues = [...this.selection.issues, ...this.inheritance.issues, ...this.composer.issues, ...this.issues];
    issues.push(...this.schemas.issues);
    // A glob that matches no file may be meant for a part of the folder that cannot be read.
    if (!this.selection.isPartial) issues.push(...this.unmatched(inherited.unmatched));
    if (issues.length > 0) throw new FilesError(issues);
    return {
      messages: new Map([...messages].sort(([a], [b]) => byCodeUnit(a, b))),
      warnings: [...this.composer.warnings, ...this.strays()],
    };
  }

  /** The messages by topic. Everything that is wrong with them goes to `issues`. */
  private messagesOf(selected: readonly TopicFiles[]): Map<string, FileMessage> {
    const messages = new Map<string, FileMessage>();
    for (const found of selected) {
      const topic = found.asItStands ? found.topic : withPrefix(this.options.prefix, found.topic);
      const bases = this.inheritance.basesOf(found.files);
      const composed = this.composer.compose(found, bases);
      const names = found.files.map(({ file }) => file);
      const file = found.files.at(-1)?.name ?? "";
      const sources = [...bases, ...found.files];
      const earlier = messages.get(topic);
      const issues = [
        ...reasonsAgainstTopicInSet(topic).map((issue) => `the topic ${issue}`),
        ...(earlier === undefined ? [] : [`has the same topic as ${earlier.file}`]),
        ...("issues" in composed ? [] : this.schemas.issuesInPayload(names, composed.payload, sources)),
      ];
      this.issues.push(...issues.map((issue) => `${file}: ${issue}`), ...("issues" in composed ? composed.issues : []));
      // A file whose payload is wrong takes its topic all the same, so that a second file for the topic is reported.
      const message = "issues" in composed ? {} : { ...this.argumentsOf(names), ...composed.payload };
      if (earlier === undefined) messages.set(topic, { file, sources, message });
    }
    return messages;
  }

  private strays(): string[] {
    const nested = [...this.selection.files]
      .filter((file) => isNearOptions(posix.basename(file)))
      .map(
        (file) => `${file}: is a message: options are read at the root of a folder alone. List it under \`exclude\``,
      );
    const strays = this.inheritance
      .straysAmong(this.selection.files)
      .map((file) => `${file}: is a message among bases: list it under \`inherit\`, or under \`exclude\``);
    return [...nested, ...strays];
  }

  private argumentsOf(files: readonly string[]): MessageArguments {
    const overrides = this.overrides.matching(...files).map(({ value }) => value);
    return Object.assign({}, this.options.defaults, ...overrides) as MessageArguments;
  }

  /** Options that apply to no file: probably a slip, because of which messages would be published unchanged. */
  private unmatched(ofInheritance: readonly string[]): string[] {
    const missing = [...this.options.topics.values()].filter(({ glob }) => !this.names.has(glob));
    return [
      ...[this.overrides, this.schemas.rules]
        .flatMap((each) => each.unmatched())
        .map((name) => `${name}: matches no file`),
      ...this.selection.unmatched,
      ...ofInheritance.map((name) => `${name}: matches no message`),
      ...missing.map(({ name }) => `${name}: there is no such file`),
    ];
  }
}
