import { look, publishAs, text } from "../../support/look";
import { NativeMessage, NativeSet } from "../../support/native";
import { useStack } from "../../support/stack";

// `ignoreChanges`: a default that was written once stays the device's.

const stack = useStack();

beforeEach(() => stack.configure({ "iot-retained:owner": "acme/pumps/prod" }));

const topic = "site/a";

test("a payload, through refresh and up, and when something else changes", async () => {
  const program =
    (args: object = {}) =>
    () =>
      new NativeMessage("message", { topic, payload: "default", ...args }, { ignoreChanges: ["payload"] });
  await stack.up(program());
  await publishAs(stack.endpoint, topic, "the device's");
  await stack.refresh();
  await stack.up(program());
  expect(await text(stack.endpoint, topic)).toBe("the device's");
  await publishAs(stack.endpoint, topic, "the device's next");
  await stack.up(program({ contentType: "text/plain", payload: "new default" }));
  expect(await text(stack.endpoint, topic)).toBe("the device's next");
  expect((await stack.up(program({ contentType: "text/plain" }))).changes).toEqual({ same: 1 });
  await stack.refresh({ expectNoChanges: true });
});

test("a payload of bytes, which come back under another name", async () => {
  const program = (args: object = {}, ignoreChanges = ["payload"]) => {
    return () => new NativeMessage("message", { topic, payload: "default", ...args }, { ignoreChanges });
  };
  const bytes = Buffer.from([255, 0]);
  await stack.up(program());
  await publishAs(stack.endpoint, topic, bytes);
  await stack.refresh();
  await stack.up(program());
  expect((await look(stack.endpoint, topic))?.payload).toEqual(bytes);
  await stack.refresh({ expectNoChanges: true });
  await stack.up(program({ contentType: "text/plain" }));
  expect((await look(stack.endpoint, topic))?.payload).toEqual(bytes);
  await stack.up(program({ contentType: "text/plain" }, []));
  expect(await text(stack.endpoint, topic)).toBe("default");
});

test("a message of a set", async () => {
  const program = (messages: object) => () =>
    new NativeSet("set", { messages }, { ignoreChanges: ['messages["site/a"]'] });
  await stack.up(program({ "site/a": "default", "site/b": "on" }));
  await publishAs(stack.endpoint, topic, Buffer.from([255, 0]));
  await stack.refresh();
  await stack.up(program({ "site/a": "new default", "site/b": "off" }));
  expect((await look(stack.endpoint, topic))?.payload).toEqual(Buffer.from([255, 0]));
  expect(await text(stack.endpoint, "site/b")).toBe("off");
  await stack.refresh({ expectNoChanges: true });
});

test.each([["payload.a"], ['payload["a"]'], ["payload[0]"]])(
  "%s, a part of a payload, is refused before anything is taken out",
  async (path) => {
    const program = (payload: object) => () =>
      new NativeMessage("message", { topic, payload }, { ignoreChanges: [path] });
    await stack.up(program({ a: 1, b: 2 }));
    const reason = `\`${path}\` leads into a value that is ignored as a whole: \`payload\``;
    for (const run of [stack.preview, stack.up]) {
      await expect(run.call(stack, program({ a: 5, b: 6 }))).rejects.toThrow(reason);
    }
    expect(JSON.parse((await text(stack.endpoint, topic)) ?? "")).toEqual({ a: 1, b: 2 });
  },
);

test("a part of a message of a set is refused before anything is taken out", async () => {
  const path = 'messages["site/a"].payload.a';
  const program = (payload: object) => () =>
    new NativeSet("set", { messages: { "site/a": { payload } } }, { ignoreChanges: [path] });
  await stack.up(program({ a: 1, b: 2 }));
  const reason = `\`${path}\` leads into a value that is ignored as a whole: \`messages["site/a"]\``;
  await expect(stack.up(program({ a: 5, b: 6 }))).rejects.toThrow(reason);
  expect(JSON.parse((await text(stack.endpoint, topic)) ?? "")).toEqual({ a: 1, b: 2 });
});
