import * as pulumi from "@pulumi/pulumi";
import { publishAs, text, topics } from "../../support/look";
import { NativeMessage, NativeSet } from "../../support/native";
import { useStack } from "../../support/stack";

const stack = useStack();

beforeEach(() => stack.configure({ "iot-retained:owner": "acme/pumps/prod" }));

test("one secret or unknown message leaves the others plain and known", async () => {
  const program = (on: boolean) => () => {
    const first = new NativeMessage("first", { topic: "site/a", payload: { password: pulumi.secret("hunter2"), on } });
    const set = new NativeSet("set", {
      messages: {
        "set/a": { payload: { at: first.lastModifiedTime } },
        "set/b": pulumi.secret("hunter3"),
        "set/c": "plain",
      },
    });
    new NativeMessage("last", { topic: pulumi.interpolate`site/${set.count}`, payload: "x" });
    return { payload: first.payload };
  };
  const { stdout } = await stack.preview(program(true), { diff: true });
  expect(stdout).toMatch(/payload : \[secret\]/);
  expect(stdout).toMatch(/set\/a: \[unknown\]\s+set\/b: \[secret\]\s+set\/c: "plain"/);
  expect(stdout).toMatch(/topic {3}: \[unknown\]/);

  await stack.up(program(true));
  expect(await topics(stack.endpoint)).toEqual(["set/a", "set/b", "set/c", "site/3", "site/a"]);
  expect(await text(stack.endpoint, "site/a")).toBe('{"on":true,"password":"hunter2"}');
  expect(await stack.export()).not.toContain("hunter");

  // An unknown topic may turn out to be the same: no preview says that it is replaced.
  const change = await stack.preview(program(false), { diff: true });
  expect(change.stdout).toMatch(/~ payload: \[secret\] => \[secret\]/);
  expect(change.stdout).not.toMatch(/replace/);

  // What somebody else has published in place of a secret is as secret.
  await publishAs(stack.endpoint, "set/b", "hunter4");
  await publishAs(stack.endpoint, "site/a", Buffer.from([255, 0x68]));
  const refresh = await stack.refresh();
  const repair = await stack.preview(program(true), { diff: true });
  for (const { stdout } of [refresh, repair]) expect(stdout).not.toMatch(/hunter|\/2g=/);
  expect(await stack.export()).not.toMatch(/hunter|\/2g=/);
  await stack.up(program(true));
  expect(await text(stack.endpoint, "set/b")).toBe("hunter3");
  expect((await stack.up(program(true))).changes).toEqual({ same: 3 });
});

test("the digest of a payload, and the bookkeeping of a set, are secret whatever is declared", async () => {
  await stack.up(() => {
    const { payloadSha256 } = new NativeMessage("message", { topic: "site/a", payload: "on" });
    new NativeSet("set", { messages: { "set/a": "on" } });
    return { payloadSha256 };
  });
  const [, outputs = ""] = (await stack.export()).split('"payloadSha256": ');
  expect(outputs).toMatch(/^\{\s+"4dabf18193072939515e22adb298388d"/);
  expect(await stack.export()).not.toMatch(/"__bookkeeping": "/);
  expect(await stack.command(["stack", "output"])).toContain("[secret]");
});

test("a secret topic is in no error, no id and no output", async () => {
  const topic = pulumi.secret("site/hunter2");
  const program = () => new NativeMessage("message", { topic, payload: "on" });
  await stack.up(program);
  expect(await stack.export()).not.toContain("hunter");
  await publishAs(stack.endpoint, "site/hunter3", "theirs");
  const moved = () => new NativeMessage("message", { topic: pulumi.secret("site/hunter3"), payload: "on" });
  const failure: Error = await stack.up(moved).then(
    () => new Error("it was published"),
    (error) => error,
  );
  expect(failure.message).toContain("[secret] already has a retained message");
  expect(failure.message).not.toContain("hunter3");
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual(["site/hunter3"]);
});

test("a text that Pulumi takes for an unknown value is data if somebody else has published it", async () => {
  const program = () => new NativeMessage("message", { topic: "site/a", payload: "on" });
  await stack.up(program);
  await publishAs(stack.endpoint, "site/a", "04da6b54-80e4-46f7-96ec-b56ff0331ba9", [
    { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17" },
  ]);
  await stack.refresh();
  expect((await stack.up(program)).changes).toEqual({ update: 1 });
  expect(await text(stack.endpoint, "site/a")).toBe("on");
  await stack.refresh({ expectNoChanges: true });
});
