import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { MessageArguments } from "../messages/message-value";
import { reasonsAgainstTopicInSet } from "../messages/topic";
import { byCodeUnit } from "../text/order";
import { parseDocument } from "./document";
import { codeOf, FilesError } from "./files-error";
import { type FileArguments, type FolderOptions, isNearOptions, OPTIONS_FILE } from "./folder-options";
import { GlobRules } from "./glob-rules";
import { issuesInOptions } from "./issues-in-options";
import { type MergedOptions, mergeOptions } from "./merge-options";
import { payloadOf, topicOfFile } from "./message-file";
import { Schemas, schemasOutside } from "./schemas";
import { textOf } from "./source";
import { type FoundFile, type TreeIssue, walk } from "./tree";

/** Bytes of `retained.yaml`. It is allowed more than a message, because it may have an entry for every file. */
const MAX_OPTIONS_BYTES = 16_777_216;

/** The name in errors of options that are given in code. */
const IN_CODE = "options";

/** A message and the file that it was read from. */
export interface FileMessage {
  /** Path of the file in the folder, with forward slashes. */
  file: string;
  message: MessageArguments;
}

/**
 * The messages of a folder, whose files are topics, in the order of their topics.
 *
 * @param directory relative to the working directory
 * @param options merged over those of the folder's `retained.yaml`
 * @throws FilesError with everything that is wrong with the folder
 */
export function readMessages(directory: string, options: FolderOptions = {}): Map<string, FileMessage> {
  assertFolder(directory);
  const tree = walk(directory);
  const inFolder = optionsIn(directory, tree.files);
  const optionIssues = [...inFolder.issues, ...issuesInOptions(options).map((issue) => `${IN_CODE}: ${issue}`)];
  // While the options are wrong, nobody knows which files they exclude: so no more issues are looked for.
  if (optionIssues.length > 0) throw new FilesError([...tree.issues.map(treeIssueLine), ...optionIssues]);
  const merged = mergeOptions([
    { name: OPTIONS_FILE, options: inFolder.options },
    { name: IN_CODE, options },
  ]);
  const folder = new Folder(
    directory,
    tree.files,
    merged,
    tree.issues.map(({ file }) => file),
  );
  if (folder.issuesInGlobs.length > 0) throw new FilesError(folder.issuesInGlobs);
  const treeIssues = tree.issues.filter(({ file }) => file === OPTIONS_FILE || !folder.excludes(file));
  const messages = folder.read();
  const issues = [...treeIssues.map(treeIssueLine), ...folder.issues];
  // A glob that matches no file may be meant for a part of the folder that cannot be read.
  if (treeIssues.length === 0) issues.push(...folder.unmatched());
  if (issues.length > 0) throw new FilesError(issues);
  return new Map([...messages].sort(([a], [b]) => byCodeUnit(a, b)));
}

/** The files of a folder whose options are valid. */
class Folder {
  readonly issues: string[] = [];
  private readonly files: FoundFile[];
  private readonly schemas: Schemas;
  private readonly overrides: GlobRules<FileArguments>;
  private readonly included: GlobRules<null> | undefined;
  private readonly excluded: GlobRules<null>;

  /** @param unusable paths that cannot be messages, such as broken links; they may be excluded like files */
  constructor(
    directory: string,
    files: readonly FoundFile[],
    private readonly options: MergedOptions,
    unusable: readonly string[],
  ) {
    this.files = files.filter(({ file }) => file !== OPTIONS_FILE);
    const names = new Set(this.files.map(({ file }) => file));
    this.schemas = new Schemas(directory, options.schemas, names);
    const nonSchemas = new Set([...names].filter((file) => !this.schemas.files.has(file)));
    this.overrides = new GlobRules(options.overrides, nonSchemas);
    this.included = options.include && new GlobRules(options.include, names);
    this.excluded = new GlobRules(options.exclude, new Set([...names, ...unusable]));
  }

  /** The messages by topic. Everything that is wrong with them goes to `issues`. */
  read(): Map<string, FileMessage> {
    const messages = new Map<string, FileMessage>();
    for (const found of this.files.filter(({ file }) => this.isMessage(file))) {
      const { file } = found;
      const mapped = this.options.topics.get(file)?.value;
      const topic = mapped ?? topicOfFile(file, this.options.prefix);
      const payload = payloadOf(found, mapped !== undefined);
      const earlier = messages.get(topic);
      const issues = [
        ...reasonsAgainstTopicInSet(topic).map((issue) => `the topic ${issue}`),
        ...(earlier === undefined ? [] : [`has the same topic as ${earlier.file}`]),
        ...("issues" in payload ? payload.issues : this.schemas.issuesInPayload(file, payload.message)),
      ];
      this.issues.push(...issues.map((issue) => `${file}: ${issue}`));
      // A file whose payload is wrong takes its topic all the same, so that a second file for the topic is reported.
      const message = "issues" in payload ? {} : { ...this.argumentsOf(file), ...payload.message };
      if (earlier === undefined) messages.set(topic, { file, message });
    }
    this.issues.push(...this.schemas.issues);
    return messages;
  }

  /** Globs of which nobody knows which files they match. */
  get issuesInGlobs(): string[] {
    return this.rules.flatMap(({ issues }) => issues);
  }

  excludes(file: string): boolean {
    return this.excluded.matches(file);
  }

  /** Options that apply to no file: probably a slip, because of which messages would be published unchanged. */
  unmatched(): string[] {
    const names = new Set(this.files.map(({ file }) => file));
    const missing = [...this.options.topics.values()].filter(({ glob }) => !names.has(glob));
    return [
      ...this.rules.flatMap((each) => each.unmatched()).map((name) => `${name}: matches no file`),
      ...missing.map(({ name }) => `${name}: there is no such file`),
    ];
  }

  private get rules() {
    return [this.overrides, this.schemas.rules, ...(this.included ? [this.included] : []), this.excluded];
  }

  private isMessage(file: string): boolean {
    return !this.schemas.files.has(file) && !this.excludes(file) && this.included?.matches(file) !== false;
  }

  private argumentsOf(file: string): MessageArguments {
    const overrides = this.overrides.matching(file).map(({ value }) => value);
    return Object.assign({}, this.options.defaults, ...overrides) as MessageArguments;
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

/** The options in `retained.yaml`, or what is wrong with them. */
function optionsIn(directory: string, files: readonly FoundFile[]): { options: FolderOptions; issues: string[] } {
  const none = (...issues: string[]) => ({ options: {}, issues: issues.map((issue) => `${OPTIONS_FILE}: ${issue}`) });
  const misnamed = files.find(({ file }) => file !== OPTIONS_FILE && isNearOptions(file));
  if (misnamed !== undefined) return { options: {}, issues: [`${misnamed.file}: expected the name ${OPTIONS_FILE}`] };
  const found = files.find(({ file }) => file === OPTIONS_FILE);
  if (found === undefined) return none();
  const read = textOf(found, MAX_OPTIONS_BYTES);
  if ("issues" in read) return none(...read.issues);
  const parsed = parseDocument(read.text, "yaml");
  if ("issues" in parsed) return none(...parsed.issues);
  const value = parsed.value ?? {};
  const issues = issuesInOptions(value);
  if (issues.length > 0) return none(...issues);
  const options = value as FolderOptions;
  const outside = schemasOutside(directory, options);
  return outside.length > 0 ? none(...outside) : { options, issues: [] };
}

function treeIssueLine({ file, reason }: TreeIssue): string {
  return `${file}: ${reason}`;
}
