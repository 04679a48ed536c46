import { type Command, Option } from "commander";
import type { FileMessage } from "../files/read-messages";
import { escapeControls } from "../text/control-characters";
import { messageCount } from "../text/counts";
import { CommandError } from "./support/exit";
import { messagesIn, payloadOf } from "./support/folder-messages";
import { bytes } from "./support/format";
import { lazy } from "./support/lazy";
import { example, toPrefix } from "./support/options";
import { json, line, note } from "./support/output";

const about = `
It needs no account, and shows payloads: they are in the files.

With --json, it prints an object of topics with the arguments of each message. A payload that is a JSON object, list,
number or boolean is shown as that value. With --out, it writes files without bases and layers, which \`loadMessages\`
reads as the same messages.

With --explain, it tells for each value of a payload which file and line it comes from. A JSON Pointer after \`#\` narrows
that to a part of the payload.`;

interface RenderOptions {
  topicPrefix?: string;
  out?: string;
  json?: true;
  explain?: string;
}

/** Adds `iot-retained render`. */
export function addRender(program: Command): void {
  program
    .command("render")
    .description("Show the messages of folders as they will be published, without an account.")
    .argument("<dir...>", "folders as `loadMessages` takes them, each laid over those before it")
    .option("--topic-prefix <topic>", "what all topics begin with, in place of the folders' own `prefix`", toPrefix)
    .addOption(
      new Option("--out <dir>", "write the messages as files: a new folder, or an empty one").conflicts([
        "json",
        "explain",
      ]),
    )
    .option("--json", "print JSON")
    .option("--explain <topic[#/pointer]>", "tell which file and line each value of a message comes from")
    .addHelpText("after", about)
    .addHelpText(
      "after",
      example(
        "render defaults environments/prod",
        "render defaults environments/prod --explain acme/plant-lyon/pump-101#/limits",
      ),
    )
    .action(render);
}

function render(directories: string[], { topicPrefix, out, json: asJson, explain }: RenderOptions): void {
  const messages = messagesIn(directories, topicPrefix);
  if (messages.size === 0) note(`No messages in ${directories.join(" and ")}.`);
  if (explain !== undefined) tellOrigins(messages, explain, asJson === true);
  else if (out !== undefined) write(messages, out);
  else if (asJson) json(Object.fromEntries([...messages].map(([topic, message]) => [topic, asArguments(message)])));
  else for (const [topic, message] of messages) show(topic, message);
}

/** Writes the messages as files. */
function write(messages: ReadonlyMap<string, FileMessage>, directory: string): void {
  const written = [...messages].map(([topic, found]) => {
    const { payload: _, payloadBase64: __, ...rest } = found.message;
    return { topic, payload: payloadOf(found), arguments: rest };
  });
  lazy.writeFolder().writeMessages(directory, written);
  note(`${messageCount(written.length)} written to ${directory}.`);
}

/** A message as a program would declare it. */
function asArguments({ message: { payload, ...rest } }: FileMessage): object {
  return { payload: jsonIn(payload) ?? payload, ...rest };
}

/** A payload as the JSON value by which a program may declare it. A string would declare a text without quotes. */
function jsonIn(payload: unknown): unknown {
  const value = typeof payload === "string" ? lazy.canonicalValue().canonicalValue(payload)?.value : undefined;
  return typeof value === "string" ? undefined : value;
}

function show(topic: string, found: FileMessage): void {
  const { payload, payloadBase64: _, ...rest } = found.message;
  const properties = Object.entries(rest).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const value = jsonIn(payload);
  const text = value === undefined ? payload : JSON.stringify(value, null, 2);
  const shown = typeof text === "string" ? text.replace(/\n$/, "") : bytes(payloadOf(found).length);
  const files = found.sources.map(({ name }) => name).join(", ");
  line(escapeControls([`${topic}  (${files})`, ...properties, shown.replace(/^/gm, "  "), ""].join("\n"), "\n"));
}

/** A value of a payload, and where it comes from. */
interface Explained {
  pointer: string;
  value: unknown;
  file: string;
  line: number;
}

function tellOrigins(messages: ReadonlyMap<string, FileMessage>, asked: string, asJson: boolean): void {
  const [, topic = "", pointer = ""] = /^([^#]*)#?(.*)$/s.exec(asked) ?? [];
  const found = messages.get(topic);
  if (found === undefined)
    throw new CommandError(`${topic}: ${lazy.noSuch().noSuch("topic", topic, [...messages.keys()])}`);
  if (pointer !== "" && !pointer.startsWith("/")) {
    throw new CommandError(
      `${topic}: expected a JSON Pointer after \`#\`, such as \`#/limits\`, got ${JSON.stringify(pointer)}`,
    );
  }
  const explained = explainedOf(found, pointer);
  if (explained.length === 0) throw new CommandError(`${topic}: there is no value at ${JSON.stringify(pointer)}`);
  if (asJson) json(explained);
  else {
    const columns = [{ title: "POINTER" }, { title: "VALUE" }, { title: "FROM" }];
    const rows = explained.map((each) => [each.pointer, JSON.stringify(each.value), `${each.file}:${each.line}`]);
    lazy.table().writeTable(columns, rows);
  }
}

function explainedOf({ message: { payload }, sources, file }: FileMessage, pointer: string): Explained[] {
  const { leavesOf, pathOf, valueAt } = lazy.jsonPointer();
  const value = jsonIn(payload);
  // A text, or bytes, are of one file as a whole.
  if (value === undefined) return pointer === "" ? [{ pointer, value: payload ?? "bytes", file, line: 1 }] : [];
  const part = valueAt(value, pathOf(pointer));
  if (part === undefined) return [];
  const origins = new (lazy.origins().Origins)(sources);
  return leavesOf(part, pointer).map(([leaf, found]) => ({
    pointer: leaf,
    value: found,
    ...(origins.of(leaf) ?? { file, line: 1 }),
  }));
}
