import type * as pulumi from "@pulumi/pulumi";
import { look, publishAs, text, topics } from "../../support/look";
import { NativeMessage } from "../../support/native";
import { useStack } from "../../support/stack";

const stack = useStack();

beforeEach(() => stack.configure({ "iot-retained:owner": "acme/pumps/prod" }));

/** What a failed command has printed. */
async function refusalOf(command: Promise<string>): Promise<string> {
  const { stdout = "it has passed" }: { stdout?: string } = await command.then(
    () => ({}),
    (error) => error,
  );
  return stdout;
}

const importing = (kind: string, id: string) =>
  stack.command([
    "import",
    `iot-retained:index:${kind}`,
    "found",
    id,
    "--yes",
    "--protect=false",
    "--generate-code=false",
  ]);

test("a message is imported by its topic, and the next preview shows no change", async () => {
  await publishAs(stack.endpoint, "site/a", '{"rate":1}', [{ model: "m200" }], 0);
  await importing("RetainedMessage", "site/a");
  const program = () =>
    new NativeMessage("found", {
      topic: "site/a",
      payload: { rate: 1 },
      qos: 0,
      userProperties: { model: "m200" },
      marker: false,
    });
  expect((await stack.preview(program)).changes).toEqual({ same: 1 });
  expect(stack.calls).toEqual([]);
  await stack.up(program);
  await stack.refresh({ expectNoChanges: true });
  await publishAs(stack.endpoint, "site/a", "drifted");
  await stack.refresh();
  await stack.up(program);
  expect(await text(stack.endpoint, "site/a")).toBe('{"rate":1}');
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("a message of the same owner keeps its marker, and is ours from then on", async () => {
  const marker = { "managed-by": "pulumi:acme/pumps/prod/found#0123456789ab" };
  await publishAs(stack.endpoint, "site/a", "on", [marker]);
  await importing("RetainedMessage", "site/a");
  expect((await stack.up(() => new NativeMessage("found", { topic: "site/a", payload: "on" }))).changes).toEqual({
    same: 1,
  });
  await stack.up(() => new NativeMessage("found", { topic: "site/a", payload: "off" }));
  const [own] = (await look(stack.endpoint, "site/a"))?.userProperties ?? [];
  expect(own).toEqual({ "managed-by": "pulumi:acme/pumps/prod/found#0123456789ab" });
});

test("a message of another owner is theirs: no update and no destroy touches it", async () => {
  const marker = { "managed-by": "pulumi:acme/other/prod/found#0123456789ab" };
  await publishAs(stack.endpoint, "site/a", "on", [marker]);
  expect(await importing("RetainedMessage", "site/a")).toContain("site/a is managed by acme/other/prod");
  const program = (payload: string) => () => new NativeMessage("found", { topic: "site/a", payload });
  expect((await stack.up(program("on"))).changes).toEqual({ same: 1 });
  await expect(stack.up(program("off"))).rejects.toThrow(/managed by acme\/other\/prod/);
  await stack.destroy();
  expect(await look(stack.endpoint, "site/a")).toMatchObject({ payload: Buffer.from("on"), userProperties: [marker] });
});

test("what is not there, and what no id names, is refused in words", async () => {
  expect(await refusalOf(importing("RetainedMessage", "site/none"))).toContain(
    "there is no retained message on site/none in eu-west-1",
  );
  expect(await refusalOf(importing("RetainedMessageSet", "site"))).toContain("use `iot-retained import-file`");
  expect(await refusalOf(importing("Publication", "site"))).toContain("AWS IoT Core keeps nothing of it");
});

test("an import in the program, and a read without managing", async () => {
  await publishAs(stack.endpoint, "site/a", "on");
  await publishAs(stack.endpoint, "site/b", "theirs");
  const program = (opts: pulumi.CustomResourceOptions) => () => {
    new NativeMessage("found", { topic: "site/a", payload: "on", marker: false }, opts);
    const { payload, payloadSize } = new NativeMessage("read", {}, { id: "site/b" });
    return { payload, payloadSize };
  };
  expect((await stack.up(program({ import: "site/a" }))).changes).toMatchObject({ import: 1 });
  expect(await stack.outputs()).toEqual({ payload: "theirs", payloadSize: 6 });
  await stack.refresh({ expectNoChanges: true });
  expect((await stack.up(program({}))).changes).toEqual({ same: 1 });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual(["site/b"]);
});
