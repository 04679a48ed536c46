import * as pulumi from "@pulumi/pulumi";
import { messageOfFailed } from "../../support/failure";
import { publishAs, text, topics } from "../../support/look";
import { NativeSet } from "../../support/native";
import { set } from "../../support/set";
import { useStack } from "../../support/stack";

// Rollouts with the native provider. Of fleet/3, fleet/5 and fleet/9, the second one has a share above 90 percent, and the
// others have one below 10 percent.

const stack = useStack();

beforeEach(() => stack.configure({ "iot-retained:owner": "acme/{project}/{stack}" }));

const native = (payload: unknown, rollout?: object) => () =>
  new NativeSet("defaults", {
    messages: Object.fromEntries(["fleet/3", "fleet/5", "fleet/9"].map((topic) => [topic, payload])),
    ...(rollout === undefined ? {} : { rollout }),
  });

async function live(): Promise<(string | undefined)[]> {
  return await Promise.all((await topics(stack.endpoint)).map((topic) => text(stack.endpoint, topic)));
}

test("a change goes out, is refreshed, and is put back", async () => {
  await stack.up(native("old"));
  const preview = await stack.preview(native("new", { percent: 10 }), { diff: true });
  expect([...preview.stdout.matchAll(/(fleet\/\d)/g)].map(([, topic]) => topic)).toEqual(["fleet/3", "fleet/9"]);
  const short = await stack.preview(native("new", { percent: 10 }));
  expect(short.stdout).toContain("defaults: rollout 10 %: 2 of 3 to publish, 1 keeps the version of before");
  expect(preview.stdout + short.stdout).not.toContain("__");

  await stack.up(native("new", { percent: 10 }));
  expect(await live()).toEqual(["new", "old", "new"]);
  expect((await stack.up(native("new", { percent: 10 }))).changes).toEqual({ same: 1 });
  await stack.refresh({ expectNoChanges: true });
  await publishAs(stack.endpoint, "fleet/5", "stranger");
  await stack.refresh();
  await stack.up(native("new", { percent: 10 }));
  expect(await live()).toEqual(["new", "old", "new"]);

  await stack.up(native("new", { percent: 0 }));
  expect(await live()).toEqual(["old", "old", "old"]);
});

test("a stack changes its provider in the middle of a rollout, and still has the messages of before", async () => {
  const dynamic = (payload: string, percent: number) =>
    set(Object.fromEntries(["fleet/3", "fleet/5", "fleet/9"].map((topic) => [topic, payload])), {
      rollout: { percent },
    });
  await stack.up(dynamic("old", 100));
  await stack.up(dynamic("new", 10));
  expect((await stack.up(native("new", { percent: 10 }))).changes).toEqual({ same: 1 });
  await stack.up(native("new", { percent: 0 }));
  expect(await live()).toEqual(["old", "old", "old"]);
});

test("secret messages of before stay secret, and a new one does too", async () => {
  await stack.up(native(pulumi.secret("hush-old")));
  const preview = await stack.preview(native("new", { percent: 10 }), { diff: true });
  const up = await stack.up(native("new", { percent: 10 }));
  await publishAs(stack.endpoint, "fleet/5", "stranger");
  const refresh = await stack.refresh();
  const again = await stack.up(native("new", { percent: 10 }));
  expect(await live()).toEqual(["new", "hush-old", "new"]);
  const all = [preview, up, refresh, again].map(({ stdout }) => stdout).join("");
  expect(all + (await stack.state())).not.toMatch(/hush/);
});

test("arguments of a rollout are examined", async () => {
  const failure = await messageOfFailed(stack.preview(native("x", { percent: -1 })));
  expect(failure).toContain('`rollout["percent"]`: expected a number from 0 to 100');
});
