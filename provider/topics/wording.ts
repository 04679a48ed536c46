import type { Place } from "../dataplane/data-plane";
import { placeName } from "../dataplane/places";
import { DeploymentError } from "../messages/deployment-error";
import { SECRET_TEXT } from "../pulumi/secret-text";
import { formatCount, formatCounts } from "../text/counts";
import type { FailedTopics, InTheWay, KeptTopics } from "./report";

/** What was done. */
export interface Counts {
  published: number;
  cleared: number;
  unchanged: number;
}

/** How the outcome of a command is told about a resource: about its one message, or about many. */
export interface Wording {
  refusal(found: ReadonlyMap<string, InTheWay>, place: Place): DeploymentError;
  /** @param what was not done: `published` */
  failure(failed: FailedTopics, what: string, total: number): Error;
  kept(kept: KeptTopics): string;
  /** A topic that another resource declares in the same place. @param urn of that resource */
  claimed(topic: string, urn: string): string;
  /** Undefined if nothing is to be told. */
  summary(done: Counts, milliseconds: number): string | undefined;
}

/** The words of a resource that has one message. @param shownTopic its topic, as it may be shown */
export function wordingOfOne(shownTopic: string): Omit<Wording, "claimed"> {
  return {
    refusal: (found, place) => {
      const [[topic, { live, ways, isNew }] = ["", { live: "", ways: [], isNew: true }]] = found;
      const [first = "", ...others] = ways;
      const all = [first, ...(isNew ? ["import the message into this stack"] : []), ...others];
      return new DeploymentError(
        `${topic} already has a retained message ${placeName(place)}: ${live}. ` +
          `It was left as it is. To go on, ${all.join(", ")}, or use another topic`,
      );
    },
    failure: ({ reasons }) => [...reasons.values()][0] ?? new DeploymentError("the message was not tried"),
    kept: ({ reasons }) => `the retained message on ${shownTopic} was left: ${[...reasons.values()].join()}`,
    summary: () => undefined,
  };
}

/** Topics that an error names, of however many there are. */
const MAX_NAMED = 10;

/** The words of a resource that has many messages. @param isSecret whether their topics are */
export function wordingOfMany(name: string, isSecret: boolean): Omit<Wording, "claimed"> {
  const lines = (topics: ReadonlyMap<string, string>) => {
    const named = [...topics].slice(0, MAX_NAMED).map(([topic, text]) => {
      return `\n  ${isSecret ? text.replaceAll(topic, SECRET_TEXT) : text}`;
    });
    const rest = topics.size - named.length;
    return named.join("") + (rest > 0 ? `\n  and ${formatCount(rest)} more` : "");
  };
  return {
    refusal: (found, place) => {
      const one = found.size === 1;
      const ways = new Set([...found.values()].flatMap((each) => each.ways));
      const topics = new Map([...found].map(([topic, { live }]) => [topic, `${topic}: ${live}`]));
      return new DeploymentError(
        `${one ? "1 topic has" : `${formatCount(found.size)} topics have`} somebody else's retained message ` +
          `${placeName(place)}:${lines(topics)}\nNothing was published. To go on, ${[...ways].join(", ")}, or take ` +
          `${one ? "it" : "them"} out of \`messages\``,
      );
    },
    failure: ({ reasons, untried }, what, total) => {
      const rest = untried === 0 ? "" : `; ${formatCount(untried)} were not tried, since too many in a row had failed`;
      const head = `${formatCount(reasons.size)} of ${messages(total)} could not be ${what}${rest}:`;
      const topics = new Map([...reasons].map(([topic, { message }]) => [topic, message]));
      return new DeploymentError(`${head}${lines(topics)}\nThe next run does what is left.`);
    },
    kept: ({ reasons, size }) => {
      const topics = new Map([...reasons].map(([topic, reason]) => [topic, `${topic}: ${reason}`]));
      return `${messages(size)} ${size === 1 ? "was" : "were"} left:${lines(topics)}`;
    },
    summary: ({ published, cleared, unchanged }, milliseconds) => {
      if (published === 0 && cleared === 0) return undefined;
      const text = formatCounts([
        [published, "published"],
        [cleared, "cleared"],
        [unchanged, "unchanged"],
      ]);
      return `${name}: ${text} in ${(milliseconds / 1000).toFixed(1)} s`;
    },
  };
}

function messages(total: number): string {
  return total === 1 ? "1 retained message" : `${formatCount(total)} retained messages`;
}
