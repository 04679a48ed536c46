import type { Place } from "../dataplane/data-plane";
import type { Failures } from "../dataplane/many";
import { placeName } from "../dataplane/places";
import { DeploymentError } from "../messages/deployment-error";
import { SECRET_TEXT } from "../pulumi/secret-text";
import { formatCount } from "../text/counts";

/** Topics that an error names, of however many there are. */
const NAMED = 10;

/** What a report needs to know of a set. */
export interface Reported {
  __secrets?: readonly string[];
}

/** A line of a report about each of some topics; topics of a secret map are not told. */
function lines(set: Reported, topics: ReadonlyMap<string, string>): string {
  const isSecret = set.__secrets?.includes("messages") ?? false;
  const named = [...topics].slice(0, NAMED).map(([topic, text]) => {
    return `\n  ${isSecret ? text.replaceAll(topic, SECRET_TEXT) : text}`;
  });
  const rest = topics.size - named.length;
  return named.join("") + (rest > 0 ? `\n  and ${formatCount(rest)} more` : "");
}

/** Topics for which something has failed, and why. */
export class Failed {
  private readonly reasons = new Map<string, string>();
  private untried = 0;

  constructor(private readonly set: Reported) {}

  get none(): boolean {
    return this.reasons.size === 0 && this.untried === 0;
  }

  /** Whether it was given up, after too many failures in a row. */
  get isHopeless(): boolean {
    return this.untried > 0;
  }

  add(failures: Failures): void {
    for (const [topic, error] of failures.byTopic) this.reasons.set(topic, error.message);
    this.untried += failures.untried.length;
  }

  /** @param what was not done: `published` */
  error(what: string, total: number): DeploymentError {
    const untried =
      this.untried === 0 ? "" : `; ${formatCount(this.untried)} were not tried, since too many in a row had failed`;
    const head = `${formatCount(this.reasons.size)} of ${messages(total)} could not be ${what}${untried}:`;
    return new DeploymentError(`${head}${lines(this.set, this.reasons)}\nThe next run does what is left.`);
  }
}

/** Somebody else's messages that are in the way: none of the set is published. */
export function refusal(set: Reported, place: Place, found: ReadonlyMap<string, string>, ways: ReadonlySet<string>) {
  const topics = new Map([...found].map(([topic, live]) => [topic, `${topic}: ${live}`]));
  const one = found.size === 1;
  return new DeploymentError(
    `${one ? "1 topic has" : `${formatCount(found.size)} topics have`} somebody else's retained message ${placeName(place)}:` +
      `${lines(set, topics)}\nNothing was published. To go on, ${[...ways].join(", ")}, or take ` +
      `${one ? "it" : "them"} out of \`messages\``,
  );
}

/** Messages that were not cleared, and why. */
export class Left {
  private readonly reasons = new Map<string, string>();
  severity: "info" | "warning" = "info";

  get size(): number {
    return this.reasons.size;
  }

  add(topic: string, severity: "info" | "warning", reason: string): void {
    if (severity === "warning") this.severity = severity;
    this.reasons.set(topic, `${topic}: ${reason}`);
  }

  line(set: Reported): string {
    return `${messages(this.size)} ${this.size === 1 ? "was" : "were"} left:${lines(set, this.reasons)}`;
  }
}

function messages(total: number): string {
  return total === 1 ? "1 retained message" : `${formatCount(total)} retained messages`;
}
