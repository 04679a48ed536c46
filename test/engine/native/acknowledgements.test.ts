import { createHash } from "node:crypto";
import { failureOf } from "../../support/failure";
import { look, publishAs, topics } from "../../support/look";
import { NativeMessage, NativeSet, nativeInvoke } from "../../support/native";
import { useStack } from "../../support/stack";

const stack = useStack();

beforeEach(() => stack.configure({ "iot-retained:owner": "acme/{project}/{stack}" }));

const versionOf = (payload: string) => createHash("sha256").update(payload).digest("hex").slice(0, 16);

async function versions(topic: string): Promise<string[]> {
  const { userProperties = [] } = (await look(stack.endpoint, topic)) ?? {};
  return userProperties.flatMap(({ version }) => (version === undefined ? [] : [version]));
}

test("a version of a message and of a set, its drift, and acknowledgements that are no extras", async () => {
  const program = () => {
    new NativeMessage("message", { topic: "b", payload: { rate: 3 }, version: true });
    new NativeSet("set", {
      messages: { "a/1": "one", "a/2": { payload: "two", version: false } },
      defaults: { version: true },
      exclusive: ["a"],
      applied: "{topic}/applied",
    });
  };
  await stack.up(program);
  const seen = () => Promise.all(["b", "a/1", "a/2"].map(versions));
  const right = [[versionOf('{"rate":3}')], [versionOf("one")], []];
  expect(await seen()).toEqual(right);
  await publishAs(stack.endpoint, "a/1/applied", JSON.stringify({ applied: versionOf("one") }));
  await stack.refresh({ expectNoChanges: true });
  expect((await stack.up(program)).changes).toEqual({ same: 2 });

  for (const [topic, payload] of [
    ["b", '{"rate":3}'],
    ["a/1", "one"],
  ] as const) {
    const { userProperties = [] } = (await look(stack.endpoint, topic)) ?? {};
    await publishAs(stack.endpoint, topic, payload, userProperties.slice(1));
  }
  expect((await stack.refresh()).changes).toMatchObject({ update: 2 });
  await stack.up(program);
  expect(await seen()).toEqual(right);
  expect(await topics(stack.endpoint)).toEqual(["a/1", "a/1/applied", "a/2", "b"]);
});

test("the function convergence, and what is wrong in preview", async () => {
  await publishAs(stack.endpoint, "a/1", "one");
  const reason = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  await publishAs(stack.endpoint, "a/1/applied", JSON.stringify({ refused: versionOf("one"), reason }));
  const args = { topics: ["a/1"], applied: "{topic}/applied" };
  await stack.up(async () => ({ found: await nativeInvoke("convergence", args) }));
  // A reason that Pulumi would take for an unknown value is left out.
  expect((await stack.outputs())["found"]).toMatchObject({ total: 1, refused: 1 });
  expect(JSON.stringify(await stack.outputs())).not.toContain(reason);

  const failure = await failureOf(stack, () => {
    new NativeSet("set", { messages: { "1/2/3/4/5/6/7/8": "x" }, applied: "{topic}/applied" });
  });
  expect(failure).toContain("its topic by `applied` must have at most 7 slashes, got 8");
});
