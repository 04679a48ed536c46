import * as pulumi from "@pulumi/pulumi";
import { RetainedMessage, RetainedMessageSet } from "../../provider";
import { failureOf } from "../support/failure";
import { publishAs, text } from "../support/look";
import { useStack } from "../support/stack";

// What transformations make of a resource is examined in preview like what the program has written.

const stack = useStack();

const KINDS = {
  message: () => new RetainedMessage("one", { topic: "a/b", payload: { on: true } }),
  set: () => new RetainedMessageSet("one", { messages: { "a/b": { payload: { on: true } }, "a/c": "on" } }),
};

const isOurs = (type: string) => type.includes("iot-retained");
/** Changes the arguments of our resources, and leaves their options and all others as they are. */
const changing =
  (change: (props: pulumi.Inputs) => object) =>
  <Opts>({ type, props, opts }: { type: string; props: pulumi.Inputs; opts: Opts }) =>
    isOurs(type) ? { props: { ...props, ...change(props) }, opts } : undefined;

const transforming =
  (change: (props: pulumi.Inputs) => object, program: () => unknown): (() => unknown) =>
  () => {
    pulumi.runtime.registerStackTransformation(changing(change));
    return program();
  };
const transformingLate =
  (change: (props: pulumi.Inputs) => object, program: () => unknown): (() => unknown) =>
  () => {
    pulumi.runtime.registerResourceTransform(changing(change));
    return program();
  };

const cases: [string, keyof typeof KINDS, object, RegExp][] = [
  ["an empty payload", "message", { payload: "" }, /`payload`: must not be empty/],
  ["a wrong qos", "message", { qos: 2 }, /`qos`: expected 0 or 1, got 2/],
  [
    "a schema that comes late",
    "message",
    { schema: false },
    /`(schema|payload)`: (is checked in the program|boolean schema is false)/,
  ],
  ["a wrong topic", "message", { topic: "a/#" }, /`topic`: must not contain the wildcards/],
  ["no messages", "set", { messages: {} }, /`messages`: expected at least one message/],
  ["an empty message", "set", { messages: { "a/b": "" } }, /`messages\["a\/b"\]\.payload`: must not be empty/],
  ["a wrong topic", "set", { messages: { "a/+": "on" } }, /`messages\["a\/\+"\]`: must not contain the wildcards/],
  ["wrong defaults", "set", { defaults: { qos: 7 } }, /`defaults\.qos`: expected 0 or 1, got 7/],
];

test.each(cases)(
  "%s that a stack transformation makes of a %s is an error in preview",
  async (_what, kind, change, reason) => {
    expect(
      await failureOf(
        stack,
        transforming(() => change, KINDS[kind]),
      ),
    ).toMatch(reason);
  },
);

test.each(cases)(
  "%s that a resource transform makes of a %s is an error in preview",
  async (_what, kind, change, reason) => {
    expect(
      await failureOf(
        stack,
        transformingLate(() => change, KINDS[kind]),
      ),
    ).toMatch(reason);
  },
);

test("a transformation sees the arguments as they were written, and may write others likewise", async () => {
  const change = ({ payload }: pulumi.Inputs) => ({ payload: { ...payload, site: "lyon" } });
  await stack.up(transforming(change, KINDS.message));
  expect(await text(stack.endpoint, "a/b")).toBe('{"on":true,"site":"lyon"}');
});

test("what a transformation leaves to the device stays the device's", async () => {
  const program = (qos: 0 | 1) => () => {
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
      isOurs(type) ? { props, opts: pulumi.mergeOptions(opts, { ignoreChanges: ["payload"] }) } : undefined,
    );
    new RetainedMessage("one", { topic: "a/b", payload: "ours", qos });
  };
  await stack.up(program(1));
  await publishAs(stack.endpoint, "a/b", "the device's");
  await stack.up(program(0));
  expect(await text(stack.endpoint, "a/b")).toBe("the device's");
});

test("an import that a transformation asks for is refused", async () => {
  await stack.preview(() => {
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
      isOurs(type) ? { props, opts: { ...opts, import: "a/b" } } : undefined,
    );
    expect(KINDS.message).toThrow("the option `import` does not work for a RetainedMessage");
  });
});
