import fc from "fast-check";
import type { UserProperties } from "../../provider/messages/user-properties";
import type { Course } from "./fake-data-plane";
import { blind, courseWith } from "./mishaps";

/** The arguments of a RetainedMessage, as far as they vary here. */
export interface MessageArgs {
  topic: string;
  payload?: string;
  payloadBase64?: string;
  qos?: 0 | 1;
  contentType?: string;
  userProperties?: UserProperties;
  messageExpiry?: number;
  onExpiry?: "republish";
  version?: boolean;
  marker: boolean;
  overwrite?: boolean;
}

/** A program with one RetainedMessage. */
export interface MessageProgram {
  args: MessageArgs;
  /** Whether `ignoreChanges` leaves the payload to the device. */
  isLeft: boolean;
}

/** What happens: to the stack, or to the account behind its back. */
export type MessageStep =
  | { kind: "up"; program: number; wrong: Course }
  | { kind: "refresh"; blind: boolean[] }
  | { kind: "pass" }
  | {
      kind: "outside";
      topic: string;
      how: "foreign" | "moved" | "unmarked" | "same without marker" | "same" | "cleared";
    };

/** What `ignoreChanges` names for a payload that is left to the device. */
export const IGNORED = ["payload", "payloadBase64"];
/** The one `messageExpiry` that there is, in seconds. */
export const EXPIRY = 60;
export const course = courseWith("overtaken");

const topic = fc.constantFrom("a", "b/c");
const base64 = (text: string) => Buffer.from(text).toString("base64");
export const payload = fc.constantFrom(
  { payload: "one" },
  { payload: "one" },
  { payload: "two" },
  { payloadBase64: base64("one") },
  { payloadBase64: "/wA=" },
);
export const args: fc.Arbitrary<MessageArgs> = fc
  .tuple(
    payload,
    fc.record(
      {
        topic,
        marker: fc.constantFrom(true, true, false),
        qos: fc.constantFrom<0 | 1>(0, 1),
        contentType: fc.constantFrom("text/plain", "text/html"),
        userProperties: fc.constantFrom<UserProperties>({ a: "1" }, { b: "2", a: "1" }, [{ b: "2" }, { a: "1" }]),
        messageExpiry: fc.constant(EXPIRY),
        onExpiry: fc.constant("republish" as const),
        version: fc.boolean(),
        overwrite: fc.boolean(),
      },
      { requiredKeys: ["topic", "marker"] },
    ),
  )
  .map(([one, others]) => ({ ...others, ...one }));
export const program: fc.Arbitrary<MessageProgram> = fc.record({ args, isLeft: fc.constantFrom(false, false, true) });
export const step: fc.Arbitrary<MessageStep> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("up" as const),
      program: fc.nat(2),
      wrong: fc.oneof(fc.constant({}), course, course),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("refresh" as const), blind }) },
  { weight: 1, arbitrary: fc.constant({ kind: "pass" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("outside" as const),
      topic,
      how: fc.constantFrom("foreign", "moved", "unmarked", "unmarked", "same without marker", "same", "cleared"),
    }),
  },
);

/** The bytes of a declared payload. */
export function bytesOf(declared: object): Buffer {
  const { payload, payloadBase64 } = declared as MessageArgs;
  return payloadBase64 === undefined ? Buffer.from(String(payload)) : Buffer.from(String(payloadBase64), "base64");
}
