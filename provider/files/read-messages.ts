import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { MessageArguments } from "../messages/message-value";
import { reasonsAgainstTopicInSet } from "../messages/topic";
import { parseDocument } from "./document";
import { byCodeUnit, codeOf, FilesError } from "./files-error";
import { type FolderOptions, isNearOptions, OPTIONS_FILE, optionFaults } from "./folder-options";
import { ByGlob, type Said } from "./glob";
import { type LaidOver, laidOver, type Source } from "./laid-over";
import { payloadOf, topicOf } from "./message-file";
import { Schemas } from "./schemas";
import { textOf } from "./source";
import { type FoundFile, walk } from "./tree";

/** Bytes of `retained.yaml`, which may say something of every file. */
const MOST_OPTIONS_BYTES = 16_777_216;

/** How errors call options that are given in code. */
const IN_CODE = "options";

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
  assertFolder(directory);
  const { files, faults } = walk(directory);
  const inFolder = optionsIn(files);
  const optionsAreWrong = [...inFolder.faults, ...optionFaults(options).map((fault) => `${IN_CODE}: ${fault}`)];
  // What they leave out is unknown then.
  if (optionsAreWrong.length > 0) throw new FilesError([...faults.map(sentence), ...optionsAreWrong]);
  const said = laidOver([
    { name: OPTIONS_FILE, options: inFolder.options },
    { name: IN_CODE, options },
  ]);
  const folder = new Folder(
    directory,
    files,
    said,
    faults.map(({ file }) => file),
  );
  const wrong = faults.filter(({ file }) => file === OPTIONS_FILE || !folder.excludes(file));
  const messages = folder.read();
  const all = [...wrong.map(sentence), ...folder.faults];
  // A folder that cannot be entered may hold what a glob is for.
  if (wrong.length === 0) all.push(...folder.idle());
  if (all.length > 0) throw new FilesError(all);
  return new Map([...messages].sort(([a], [b]) => byCodeUnit(a, b)));
}

/** The files of a folder whose options are known. */
class Folder {
  readonly faults: string[] = [];
  private readonly files: FoundFile[];
  private readonly schemas: Schemas;
  private readonly overrides: ByGlob<LaidOver["overrides"][number]["value"]>;
  private readonly included: ByGlob<null> | undefined;
  private readonly excluded: ByGlob<null>;

  /** @param noFiles paths of what is there and cannot be a message, which may be excluded as well */
  constructor(
    directory: string,
    files: readonly FoundFile[],
    private readonly said: LaidOver,
    noFiles: readonly string[],
  ) {
    this.files = files.filter(({ file }) => file !== OPTIONS_FILE);
    const names = new Set(this.files.map(({ file }) => file));
    this.schemas = new Schemas(directory, said.schemas, names);
    this.overrides = new ByGlob(said.overrides, new Set([...names].filter((file) => !this.schemas.files.has(file))));
    this.included = said.include && new ByGlob(said.include.map(globAlone), names);
    this.excluded = new ByGlob(said.exclude.map(globAlone), new Set([...names, ...noFiles]));
  }

  read(): Map<string, FileMessage> {
    const messages = new Map<string, FileMessage>();
    for (const found of this.files) {
      const { file } = found;
      if (this.schemas.files.has(file) || this.excludes(file) || this.included?.has(file) === false) continue;
      const mapped = this.said.topics.get(file)?.value;
      const topic = mapped ?? topicOf(file, this.said.prefix);
      const payload = payloadOf(found, mapped !== undefined);
      const earlier = messages.get(topic);
      const faults = [
        ...reasonsAgainstTopicInSet(topic).map((fault) => `the topic ${fault}`),
        ...(earlier === undefined ? [] : [`has the same topic as ${earlier.file}`]),
        ...("faults" in payload ? payload.faults : this.schemas.faultsOf(file, payload.message)),
      ];
      this.faults.push(...faults.map((fault) => `${file}: ${fault}`));
      // One that cannot be published has its topic all the same.
      const message = "faults" in payload ? {} : { ...this.argumentsOf(file), ...payload.message };
      if (earlier === undefined) messages.set(topic, { file, message });
    }
    this.faults.push(...this.schemas.faults);
    return messages;
  }

  excludes(file: string): boolean {
    return this.excluded.has(file);
  }

  /** What is said of no file is a slip of its author's: what it was to change would be published unchanged. */
  idle(): string[] {
    const names = new Set(this.files.map(({ file }) => file));
    const missing = [...this.said.topics.values()].filter(({ glob }) => !names.has(glob));
    const left = (option: string, globs: ByGlob<null> | undefined) =>
      (globs?.idle() ?? []).map(({ glob }) => `\`${option}[${JSON.stringify(glob)}]\`: matches no file`);
    return [
      ...[...this.overrides.idle().map(({ name }) => name), ...this.schemas.idle()].map(
        (name) => `${name}: matches no file`,
      ),
      ...left("include", this.included),
      ...left("exclude", this.excluded),
      ...missing.map(({ name }) => `${name}: is no file`),
    ];
  }

  private argumentsOf(file: string): MessageArguments {
    return Object.assign(
      {},
      this.said.defaults,
      ...this.overrides.of(file).map(({ value }) => value),
    ) as MessageArguments;
  }
}

function assertFolder(directory: string): void {
  let found: string;
  try {
    const stats = statSync(directory, { throwIfNoEntry: false });
    if (stats?.isDirectory()) return;
    found = stats === undefined ? "nothing" : "something else";
  } catch (error) {
    found = codeOf(error);
  }
  throw new FilesError([`${directory}: expected a folder, got ${found} (at ${resolve(directory)})`]);
}

/** The options that the folder itself holds. */
function optionsIn(files: readonly FoundFile[]): { options: Source["options"]; faults: string[] } {
  const none = (...faults: string[]) => ({ options: {}, faults: faults.map((fault) => `${OPTIONS_FILE}: ${fault}`) });
  const misnamed = files.find(({ file }) => file !== OPTIONS_FILE && isNearOptions(file));
  if (misnamed !== undefined) return { options: {}, faults: [`${misnamed.file}: expected the name ${OPTIONS_FILE}`] };
  const found = files.find(({ file }) => file === OPTIONS_FILE);
  if (found === undefined) return none();
  const read = textOf(found, MOST_OPTIONS_BYTES);
  if ("faults" in read) return none(...read.faults);
  const parsed = parseDocument(read.text, "yaml");
  if ("faults" in parsed) return none(...parsed.faults);
  const value = parsed.value ?? {};
  const faults = optionFaults(value);
  return faults.length > 0 ? none(...faults) : { options: value as FolderOptions, faults: [] };
}

function globAlone(glob: string): Said<null> {
  return { glob, value: null, name: glob };
}

function sentence({ file, reason }: { file: string; reason: string }): string {
  return `${file}: ${reason}`;
}
