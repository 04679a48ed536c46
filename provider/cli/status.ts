import { type Command, InvalidArgumentError, Option } from "commander";
import type { Convergence, ExpectedMessage, ObserverOptions } from "../convergence/observer";
import type { ConvergenceState, TopicConvergence } from "../convergence/state";
import { readMarker } from "../messages/marker";
import type { LiveMessage } from "../messages/message";
import { isUnderPrefix } from "../messages/topic";
import { formatCounts } from "../text/counts";
import type { PlaceOptions } from "./support/connection";
import { CommandError, endWith } from "./support/exit";
import { messagesIn, payloadOf } from "./support/folder-messages";
import { age, scopeText } from "./support/format";
import { lazy } from "./support/lazy";
import type { LiveMessages } from "./support/live-messages";
import {
  example,
  toDuration,
  toOwner,
  toPercent,
  toPrefix,
  toTemplate,
  withPlace,
  withPrefix,
} from "./support/options";
import { json, line } from "./support/output";
import type { ProgressLine } from "./support/progress-line";
import type { Style } from "./support/table";

const about = `
A device that has applied a message publishes that on a topic of its own, retained: see docs/acknowledgements.md. Each
message is one of these:

  applied     its device has applied it
  pending     its device has not said anything about it yet
  stale       what its device has said last is about another version, as a rule an older one
  refused     its device has refused it; the reason is the device's
  unreadable  what its device has said does not follow the convention
  missing     nothing is retained on the topic

With folders, what they hold is to be applied; with --owner, what is live. --watch shows a bar until enough is applied.
--wait, with it or without, ends as soon as a device refuses its message, and when the time is over.

Exit status: 0 if all messages are applied, or with --at-least so many percent and none refused; 1 if not; 2 for an error.`;

interface StatusOptions extends PlaceOptions {
  applied: string;
  owner?: string;
  prefix?: string;
  topicPrefix?: string;
  only?: ConvergenceState[];
  json?: true;
  watch?: true;
  wait?: number;
  every: number;
  atLeast: number;
  readOlder?: true;
}

/** Adds `iot-retained status`. */
export function addStatus(program: Command): void {
  const command = program
    .command("status")
    .description("Tell which devices have applied their messages, by what they have published to acknowledge them.")
    .argument("[dir...]", "folders as `loadMessages` takes them, each laid over those before it")
    .requiredOption(
      "--applied <template>",
      "where devices acknowledge a message, such as '{topic}/applied'",
      toTemplate,
    )
    .option("--owner <name>", "in place of folders: live messages of this owner, such as `acme/pumps/prod`", toOwner)
    .option("--topic-prefix <topic>", "what all topics begin with, in place of the folders' own `prefix`", toPrefix)
    .option("--only <states>", "list only messages in these states, such as `refused,stale`", toStates)
    .option("--watch", "look again and again until enough is applied, and show it")
    .option("--wait <time>", "look again and again until enough is applied, for so long: 90s, 10m or 2h", toDuration)
    .addOption(new Option("--every <time>", "time between two looks").argParser(toDuration).default(5_000, "5s"))
    .option("--at-least <percent>", "how many of the messages have to be applied", toPercent, 100)
    .option(
      "--read-older",
      "read acknowledgements that are older than their messages: the same payload may be new again",
    )
    .option("--json", "print JSON; times are milliseconds since 1970")
    .addHelpText("after", about)
    .addHelpText(
      "after",
      example(
        "status defaults environments/prod --applied '{topic}/applied'",
        "status --owner acme/pumps/prod --applied '{topic}/applied' --wait 10m --at-least 95",
      ),
    )
    .action(status);
  withPlace(withPrefix(command, "only topics under a prefix:"));
}

/** What is asked about, and what has been read of it already. */
interface Asked extends Pick<ObserverOptions, "seen"> {
  messages: ReadonlyMap<string, ExpectedMessage>;
}

async function status(directories: string[], options: StatusOptions): Promise<void> {
  const { applied, watch, wait, every: interval, atLeast, readOlder = false } = options;
  if ((directories.length === 0) === (options.owner === undefined)) {
    throw new CommandError("expected either folders or `--owner`");
  }
  if (options.owner !== undefined && options.topicPrefix !== undefined) {
    throw new CommandError("`--topic-prefix` goes with folders: with `--owner`, give `--prefix`");
  }
  const inFolders = options.owner === undefined ? messagesOfFolders(directories, options) : undefined;
  const { appliedIssueText, ConvergenceObserver, AppliedTopics, waitForConvergence, hasConverged } = lazy.convergence();
  const live = await lazy.connection().openLiveMessages(options);
  const { messages, seen = [] } = inFolders ?? (await messagesOfOwner(live, options));
  if (messages.size === 0) throw new CommandError(`there are no messages${scopeText(options)} to ask about`);
  const template = new AppliedTopics(applied);
  const issue = appliedIssueText(messages, template);
  if (issue !== undefined) throw new CommandError(issue);
  const { dataPlane, concurrency } = live;
  // Of the first look alone: later ones read what is new, and would draw over the bar.
  let firstLook: ProgressLine | undefined = live.progress("read", messages.size);
  const onTopic = () => firstLook?.step();
  const observer = new ConvergenceObserver({ dataPlane, concurrency, applied: template, readOlder, seen, onTopic });
  const progress = watch && !options.json ? new (lazy.convergenceBar().ConvergenceBar)() : undefined;
  const { found } = await waitForConvergence({
    observer,
    messages,
    atLeast,
    interval,
    limit: wait ?? (watch ? Number.POSITIVE_INFINITY : 0),
    endsOnRefusal: wait !== undefined,
    onLook: ({ sums }) => {
      firstLook?.end();
      firstLook = undefined;
      progress?.show(sums);
    },
  }).finally(() => {
    firstLook?.end();
    progress?.end();
  });
  write(found, options);
  if (!hasConverged(found.sums, atLeast)) endWith("different");
}

/** The messages of folders, with the versions that devices are to apply. */
function messagesOfFolders(directories: readonly string[], { topicPrefix, prefix }: StatusOptions): Asked {
  const { versionOf } = lazy.version();
  const messages = new Map<string, ExpectedMessage>();
  for (const [topic, found] of messagesIn(directories, topicPrefix)) {
    if (prefix !== undefined && !isUnderPrefix(topic, [prefix])) continue;
    const { messageExpiry } = found.message;
    messages.set(topic, { version: versionOf(payloadOf(found)), messageExpiry });
  }
  return { messages };
}

/** The live messages of an owner, which have to be read to find them. */
async function messagesOfOwner(live: LiveMessages, { owner, prefix, applied }: StatusOptions): Promise<Asked> {
  const { versionOf } = lazy.version();
  const pick = ({ topic, payload, userProperties, lastModifiedTime: time }: LiveMessage) =>
    readMarker(userProperties)?.owner === owner ? { topic, version: versionOf(payload), time } : undefined;
  const found = await live.readAll(prefix, pick, applied);
  return {
    messages: new Map(found.map(({ topic }) => [topic, {}])),
    seen: found.map(({ topic, ...message }) => [topic, message]),
  };
}

function write({ topics, sums }: Convergence, { only, json: asJson }: StatusOptions): void {
  const isListed = ({ state }: TopicConvergence) => only === undefined || only.includes(state);
  const listed = [...topics].filter(([, found]) => isListed(found));
  if (asJson) json({ messages: listed.map(([topic, found]) => ({ topic, ...found })), ...sums });
  else {
    if (listed.length > 0) writeRows(listed);
    line(sumsText(sums));
  }
}

const styles: Partial<Record<string, Style>> = {
  applied: "green",
  stale: "yellow",
  refused: "red",
  unreadable: "red",
  missing: "magenta",
};

function writeRows(rows: readonly (readonly [string, TopicConvergence])[]): void {
  const titles = [
    { title: "TOPIC" },
    { title: "STATE" },
    { title: "VERSION" },
    { title: "SINCE", isNumber: true as const },
  ];
  lazy.table().writeTable(
    [...titles, { title: "REASON" }],
    rows.map(([topic, { state, version, since, reason }]) => [
      topic,
      state,
      version ?? "-",
      since === undefined ? "-" : age(since),
      reason ?? "",
    ]),
    ([, state = ""]) => styles[state],
  );
}

function sumsText({ total, ...sums }: Convergence["sums"]): string {
  const { convergenceStates } = lazy.convergence();
  const percent = Math.floor((sums.applied * 100) / total);
  return `${formatCounts(convergenceStates.map((state) => [sums[state], state]))} (${percent} % applied)`;
}

/** Accepts states, with commas between them. */
function toStates(text: string): ConvergenceState[] {
  const { convergenceStates } = lazy.convergence();
  const wanted = text.split(",").map((word) => word.trim());
  const states = convergenceStates.filter((state) => wanted.includes(state));
  if (states.length === new Set(wanted).size) return states;
  throw new InvalidArgumentError(`Expected states with commas between them: ${convergenceStates.join(", ")}.`);
}
