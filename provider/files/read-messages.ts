import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { MessageArguments } from "../messages/message-value";
import { topicFaults } from "../messages/topic";
import { parseDocument } from "./document";
import { byCodeUnit, FilesError } from "./files-error";
import { type FolderOptions, laidOver, OPTIONS_FILE, optionFaults } from "./folder-options";
import { matching } from "./glob";
import { payloadOf, topicOf } from "./message-file";
import { Schemas } from "./schemas";
import { type FoundFile, walk } from "./tree";

/** A message as a file has it. */
export interface FileMessage {
  /** Path of the file in the folder, with forward slashes. */
  file: string;
  message: MessageArguments;
}

/**
 * The messages of a folder, whose files are topics, in the order of their topics.
 *
 * @param directory relative to the working directory
 * @param options laid over those of its `retained.yaml`
 * @throws FilesError with everything that is wrong with the folder
 */
export function readMessages(directory: string, options: FolderOptions = {}): Map<string, FileMessage> {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new FilesError([`${directory}: expected a folder`]);
  }
  return new Folder(directory, options).read();
}

class Folder {
  private readonly faults: string[];
  private readonly files: FoundFile[];
  private readonly names: ReadonlySet<string>;
  private readonly options: FolderOptions;

  constructor(
    private readonly directory: string,
    options: FolderOptions,
  ) {
    const { files, faults } = walk(directory);
    this.faults = [...faults, ...optionFaults(options).map((fault) => `options: ${fault}`)];
    this.files = files.filter(({ file }) => file !== OPTIONS_FILE);
    this.names = new Set(this.files.map(({ file }) => file));
    this.options = laidOver(this.optionsOfFolder(), options);
    this.fail();
  }

  read(): Map<string, FileMessage> {
    const { include, exclude = [], topics = {}, schemas: declared = {} } = this.options;
    const argumentsOf = this.argumentsByFile();
    const schemas = new Schemas(this.directory, declared, this.names);
    const included = include?.map((glob) => matching(glob, this.names));
    const excluded = exclude.map((glob) => matching(glob, this.names));
    const messages = new Map<string, FileMessage>();
    const wanted = this.files.filter(
      ({ file }) =>
        !schemas.files.has(file) &&
        (included?.some((matches) => matches(file)) ?? true) &&
        !excluded.some((matches) => matches(file)),
    );
    this.checkGlobs(new Set(wanted.map(({ file }) => file)));
    for (const found of wanted) {
      const { file } = found;
      const mapped = Object.hasOwn(topics, file) ? topics[file] : undefined;
      const topic = mapped ?? topicOf(file, this.options.prefix);
      const payload = payloadOf(found, mapped !== undefined);
      const earlier = messages.get(topic);
      const faults = [
        ...topicFaults(topic).map((fault) => `the topic ${fault}`),
        ...(topic === "__proto__" ? ["the topic cannot be in a set: use a RetainedMessage"] : []),
        ...(earlier === undefined ? [] : [`has the same topic as ${earlier.file}`]),
        ...("faults" in payload ? payload.faults : schemas.faultsOf(file, payload.message)),
      ];
      this.faults.push(...faults.map((fault) => `${file}: ${fault}`));
      if ("faults" in payload || earlier !== undefined) continue;
      messages.set(topic, { file, message: { ...argumentsOf(file), ...payload.message } });
    }
    this.faults.push(...schemas.faults);
    this.fail();
    return new Map([...messages].sort(([a], [b]) => byCodeUnit(a, b)));
  }

  private argumentsByFile(): (file: string) => MessageArguments {
    const { defaults, overrides = {} } = this.options;
    const all = Object.entries(overrides).map(([glob, said]) => ({ matches: matching(glob, this.names), said }));
    return (file) => {
      const matched = all.filter(({ matches }) => matches(file));
      return Object.assign({}, defaults, ...matched.map(({ said }) => said)) as MessageArguments;
    };
  }

  /** A glob that matches nothing is a slip of its author's: what it was to change would be published unchanged. */
  private checkGlobs(wanted: ReadonlySet<string>): void {
    for (const option of ["overrides", "schemas"] as const) {
      for (const glob of Object.keys(this.options[option] ?? {})) {
        if ([...wanted].some(matching(glob, this.names))) continue;
        this.faults.push(`${OPTIONS_FILE}: \`${option}[${JSON.stringify(glob)}]\`: matches no file`);
      }
    }
    for (const file of Object.keys(this.options.topics ?? {})) {
      if (!wanted.has(file)) this.faults.push(`${OPTIONS_FILE}: \`topics[${JSON.stringify(file)}]\`: is no file`);
    }
  }

  private optionsOfFolder(): FolderOptions {
    const path = join(this.directory, OPTIONS_FILE);
    if (this.names.has("retained.yml")) this.faults.push(`retained.yml: expected the name ${OPTIONS_FILE}`);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return {};
    const parsed = parseDocument(readFileSync(path, "utf8"), "yaml");
    const value = "faults" in parsed ? {} : (parsed.value ?? {});
    const faults = "faults" in parsed ? parsed.faults : optionFaults(value);
    this.faults.push(...faults.map((fault) => `${OPTIONS_FILE}: ${fault}`));
    return faults.length > 0 ? {} : (value as FolderOptions);
  }

  private fail(): void {
    if (this.faults.length > 0) throw new FilesError(this.faults);
  }
}
