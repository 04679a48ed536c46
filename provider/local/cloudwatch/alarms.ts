import { z } from "zod";
import { isRecord } from "../../validation/is-record";
import { inForm, parseJson } from "../json-text";

/** State of an alarm of CloudWatch. `INSUFFICIENT_DATA` says that there are not enough values to tell. */
export type LocalAlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export const states = ["OK", "ALARM", "INSUFFICIENT_DATA"] as const satisfies readonly LocalAlarmState[];

/** An alarm of CloudWatch that the local endpoint tells of. */
export interface LocalAlarm {
  /** State of the alarm. */
  state: LocalAlarmState;
  /** Whether it watches a metric, or is made of other alarms. @default "metric" */
  kind?: "metric" | "composite";
  /** Why it is in its state: up to 1,023 characters. @default a text that says where the state is set */
  reason?: string;
}

/**
 * Alarms by their names: 1 to 255 characters, without control characters. A state alone is a metric alarm in that state.
 *
 * @example
 * { "pumps-offline": "OK", errors: { state: "ALARM", kind: "composite", reason: "Two of three alarms are in ALARM." } }
 */
export type LocalAlarms = Readonly<Record<string, LocalAlarmState | LocalAlarm>>;

const EXPECTED_STATE = `expected ${states.slice(0, -1).join(", ")} or ${states.at(-1)}`;

/** The name of an alarm, as PutMetricAlarm takes it. */
const nameSchema = z
  .string()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  .regex(/^[^\u0000-\u001f\u007f]{1,255}$/, "expected a name of 1 to 255 characters, without control characters");

const alarmSchema = z.preprocess(
  (given) => (typeof given === "string" ? { state: given } : given),
  z.strictObject(
    {
      state: z.enum(states, EXPECTED_STATE),
      kind: z.enum(["metric", "composite"], "expected metric or composite").optional(),
      reason: z.string().max(1023, "expected at most 1,023 characters").optional(),
    },
    // Undefined leaves the text to zod, which names the key.
    {
      error: ({ code }) => (code === "unrecognized_keys" ? undefined : `${EXPECTED_STATE}, or an object with a state`),
    },
  ),
);

/**
 * Reads alarms from JSON.
 *
 * @throws Error with one line that says what is wrong
 */
export function parseAlarms(text: string): LocalAlarms {
  const given = parseJson(text);
  if (!isRecord(given)) throw new Error("expected an object of alarms by their names");
  // Entry by entry: a schema of the whole record would leave out an alarm of the name `__proto__`.
  return Object.fromEntries(
    Object.entries(given).map(([name, alarm]) => {
      inForm(name, nameSchema, [name]);
      return [name, inForm(alarm, alarmSchema, [name]) as LocalAlarm];
    }),
  );
}

/** An alarm with all that is told of it. */
export interface KnownAlarm extends Required<LocalAlarm> {
  name: string;
  /** Since when it is in its state. */
  since: Date;
}

const REASON = "The state is set at the local endpoint.";

/** Knows the alarms of an endpoint, and since when each of them is in its state: since the call that first met it there. */
export class AlarmBoard {
  #known: ReadonlyMap<string, KnownAlarm> = new Map();

  constructor(
    private readonly read: () => LocalAlarms,
    private readonly now: () => number,
  ) {}

  /** The alarms as they are now. */
  current(): KnownAlarm[] {
    const before = this.#known;
    const alarms = Object.entries(this.read()).map(([name, given]): [string, KnownAlarm] => {
      const { state, kind = "metric", reason = REASON } = typeof given === "string" ? { state: given } : given;
      const last = before.get(name);
      const since = last?.state === state ? last.since : new Date(this.now());
      return [name, { name, state, kind, reason, since }];
    });
    this.#known = new Map(alarms);
    return [...this.#known.values()];
  }
}
