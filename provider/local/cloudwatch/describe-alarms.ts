import { z } from "zod";
import { byCodeUnit } from "../../text/order";
import { lastInToken, pageAfter } from "../http/paging";
import { type KnownAlarm, states } from "./alarms";
import type { Dialect } from "./dialect";
import { CloudWatchError } from "./errors";

const kinds = { MetricAlarm: "metric", CompositeAlarm: "composite", LogAlarm: "log" } as const;

const text = (max: number) =>
  z
    .string("Member must be a string")
    .min(1, "Member must have length greater than or equal to 1")
    .max(max, `Member must have length less than or equal to ${max}`);
const oneOf = <T extends string>(values: readonly T[]) =>
  z.enum(values, `Member must satisfy enum value set: [${values.join(", ")}]`);
const list = <T extends z.ZodType>(member: T) => z.array(member, "Member must be a list");

/** The parameters that are served, each with the constraints that AWS documents. */
const schema = z.strictObject({
  AlarmNames: list(text(255)).max(100, "Member must have length less than or equal to 100").optional(),
  AlarmNamePrefix: text(255).optional(),
  AlarmTypes: list(oneOf(Object.keys(kinds) as (keyof typeof kinds)[])).optional(),
  StateValue: oneOf(states).optional(),
  MaxRecords: z
    .int("Member must be an integer")
    .min(1, "Member must have value greater than or equal to 1")
    .max(100, "Member must have value less than or equal to 100")
    .optional(),
  NextToken: text(1024).optional(),
});

type Input = z.infer<typeof schema>;

/** Alarms on a page, if the request does not say how many. */
const PAGE_SIZE = 50;

/**
 * Answers DescribeAlarms. AWS documents no order of the alarms; here it is that of their names, of all kinds together.
 *
 * @param scope Region and account of the alarms
 * @throws CloudWatchError
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export function describeAlarms(
  alarms: readonly KnownAlarm[],
  dialect: Dialect,
  scope: { region: string; account: string },
) {
  const input = examined(dialect.input());
  const { NextToken, MaxRecords = PAGE_SIZE } = input;
  const last = NextToken === undefined ? undefined : lastInToken(NextToken);
  if (NextToken !== undefined && last === undefined) {
    throw new CloudWatchError("InvalidNextToken", "The next token specified is invalid.");
  }
  const wanted = new Map(alarms.filter(matching(input)).map((alarm) => [alarm.name, alarm]));
  const { page, nextToken } = pageAfter([...wanted.keys()].sort(byCodeUnit), last, MaxRecords);
  const found = page.flatMap((name) => wanted.get(name) ?? []);
  const describe = ({ name, state, reason, since }: KnownAlarm) => ({
    AlarmName: name,
    AlarmArn: `arn:aws:cloudwatch:${scope.region}:${scope.account}:alarm:${name}`,
    ActionsEnabled: false,
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: dialect.time(since),
  });
  const ofKind = (kind: KnownAlarm["kind"]) => found.filter((alarm) => alarm.kind === kind).map(describe);
  return {
    MetricAlarms: ofKind("metric"),
    CompositeAlarms: ofKind("composite"),
    ...(nextToken !== null && { NextToken: nextToken }),
  };
}

function matching({ AlarmNames = [], AlarmNamePrefix = "", AlarmTypes = ["MetricAlarm"], StateValue }: Input) {
  const names = new Set(AlarmNames);
  const wanted = new Set<string>(AlarmTypes.map((type) => kinds[type]));
  return ({ name, kind, state }: KnownAlarm) =>
    (names.size === 0 || names.has(name)) &&
    name.startsWith(AlarmNamePrefix) &&
    wanted.has(kind) &&
    (StateValue === undefined || StateValue === state);
}

/** @throws CloudWatchError in the words of AWS */
function examined(given: Record<string, unknown>): Input {
  // Null is the same as none in JSON and CBOR.
  const values = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
  const result = schema.safeParse(values);
  if (!result.success) throw new CloudWatchError("ValidationError", violations(result.error.issues, values));
  if (result.data.AlarmNames !== undefined && result.data.AlarmNamePrefix !== undefined) {
    throw new CloudWatchError(
      "InvalidParameterCombination",
      "The parameters AlarmNames and AlarmNamePrefix cannot be used together",
    );
  }
  return result.data;
}

function violations(issues: readonly z.core.$ZodIssue[], values: Readonly<Record<string, unknown>>): string {
  const unserved = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  if (unserved.length > 0) return `This endpoint does not serve the parameters: ${unserved.join(", ")}`;
  const constraints = issues.map(({ path: [member = "", ...below], message }) => {
    const name = String(member);
    const path = [name.charAt(0).toLowerCase() + name.slice(1), ...below.map((index) => `${Number(index) + 1}.member`)];
    const value = below.reduce<unknown>((within, index) => (within as unknown[])[index as number], values[name]);
    return `Value '${shown(value)}' at '${path.join(".")}' failed to satisfy constraint: ${message}`;
  });
  return `${issues.length} validation error${issues.length === 1 ? "" : "s"} detected: ${constraints.join("; ")}`;
}

/** What is wrong may be of any length. */
function shown(value: unknown): string {
  return (Array.isArray(value) ? `[${value.join(", ")}]` : String(value)).slice(0, 200);
}
