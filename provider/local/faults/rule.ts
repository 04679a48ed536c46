import picomatch from "picomatch";
import { type ServiceErrorName, statusOf } from "../errors";
import type { Fault, LocalOperation } from "../options";
import { MAX_LAG_MS } from "../store/snapshots";

/** When and where a fault happens. */
export interface FaultRule {
  /** Undefined for all operations. */
  operation: LocalOperation | undefined;
  protocol: "http" | "mqtt" | undefined;
  hasTopic: (topic: string | undefined) => boolean;
  /** Share of the calls, 0 to 1. */
  share: number;
  /** How many of the calls, the first ones; undefined for all. */
  first: number | undefined;
  fault: Fault;
}

const operations: Readonly<Record<string, LocalOperation | undefined>> = {
  all: undefined,
  publish: "Publish",
  get: "GetRetainedMessage",
  list: "ListRetainedMessages",
  describe: "DescribeEndpoint",
  things: "ListThings",
  alarms: "DescribeAlarms",
};

const errors: readonly ServiceErrorName[] = [
  "InvalidRequestException",
  "UnauthorizedException",
  "ForbiddenException",
  "ResourceNotFoundException",
  "RequestEntityTooLargeException",
  "ThrottlingException",
  "InternalFailureException",
  "ServiceUnavailableException",
  "GatewayTimeoutException",
];

const help =
  "Expected OPERATION:FAULT, such as publish:429, publish:500:first=3, get:reset, list:delay=2s, or publish:429:0.2:topic=a/**.";

/**
 * Reads a rule for faults.
 *
 * `OPERATION:FAULT[:PART…]`. OPERATION is `publish`, `get`, `list`, `describe`, `things`, `alarms` or `all`. FAULT is an HTTP status,
 * `reset` (before the call is acted on), `reset-after`, `delay=2s`, or for a listing `stale=5s`. Each PART narrows it: a
 * share such as `0.2`, `first=3`, `via=http` or `via=mqtt`, and, as the last one, `topic=` with a glob.
 *
 * @throws Error of one sentence
 * @example parseFaultRule("publish:429:0.2")
 */
export function parseFaultRule(text: string): FaultRule {
  const [, head = text, glob] = /^(.*?):topic=(.*)$/s.exec(text) ?? [];
  const [operation = "", effect = "", ...parts] = head.split(":");
  if (!Object.hasOwn(operations, operation)) throw new Error(`There is no operation \`${operation}\`. ${help}`);
  const rule: FaultRule = {
    operation: operations[operation],
    protocol: undefined,
    hasTopic: glob ? matcher(glob) : () => true,
    share: 1,
    first: undefined,
    fault: faultOf(effect, operation),
  };
  for (const part of parts) narrow(rule, part);
  if (glob === "") throw new Error(`\`topic=\` needs a glob. ${help}`);
  if (glob !== undefined && !["publish", "get", "all"].includes(operation)) {
    throw new Error(`Only publish and get have a topic, and ${operation} has none. ${help}`);
  }
  if (rule.protocol === "mqtt" && !["publish", "all"].includes(operation)) {
    throw new Error(`Only a publish comes by MQTT, and ${operation} is none. ${help}`);
  }
  return rule;
}

function matcher(glob: string): FaultRule["hasTopic"] {
  const matches = picomatch(glob, { dot: true });
  return (topic) => topic !== undefined && matches(topic);
}

function faultOf(effect: string, operation: string): Fault {
  if (effect === "reset") return { drop: "before" };
  if (effect === "reset-after") return { drop: "after" };
  const [, kind, number = "", unit = "s"] = /^(delay|stale)=(\d+(?:\.\d+)?)(ms|s)?$/.exec(effect) ?? [];
  const milliseconds = Number(number) * (unit === "ms" ? 1 : 1000);
  if (kind === "delay") return { delay: milliseconds };
  if (kind === "stale") {
    if (operation !== "list") throw new Error(`Only a listing can be stale, and ${operation} is none. ${help}`);
    if (milliseconds > MAX_LAG_MS) throw new Error(`A listing is at most ${MAX_LAG_MS / 1000}s stale.`);
    return { stale: milliseconds };
  }
  const error = errors.find((name) => String(statusOf(name)) === effect);
  if (error === undefined) throw new Error(`There is no fault \`${effect}\`. ${help}`);
  return { error };
}

function narrow(rule: FaultRule, part: string): void {
  const [, first] = /^first=([1-9]\d{0,8})$/.exec(part) ?? [];
  if (first !== undefined) rule.first = Number(first);
  else if (part === "via=http" || part === "via=mqtt") rule.protocol = part === "via=http" ? "http" : "mqtt";
  else if (/^(0?\.\d*[1-9]\d*|1(\.0+)?)$/.test(part)) rule.share = Number(part);
  else throw new Error(`\`${part}\` is no part of a fault. ${help}`);
}
