import * as pulumi from "@pulumi/pulumi";
import {
  DeviceDefaults,
  type DeviceDefaultsProperties,
  Provider,
  RetainedMessage,
  type Thing,
  thingsInGroup,
  type WithPayloadOfThings,
} from "../../provider";
import { pulumi as runPulumi } from "../support/cli";
import { look, text, topics } from "../support/look";
import { useStack } from "../support/stack";

const stack = useStack();

beforeEach(() => {
  stack.registry = {
    things: {
      "pump-1": { attributes: { site: "lyon", line: "1" } },
      "pump-2": { attributes: { site: "lyon", line: "2" } },
      "pump-3": { attributes: { site: "gdansk", line: "1" } },
    },
    groups: {
      pumps: { things: ["pump-1", "pump-2"] },
      "pumps-gdansk": { things: ["pump-3"], parent: "pumps" },
    },
  };
});

const payload = ({ attributes }: Thing) => ({ line: Number(attributes["line"]) });
const topic = "acme/{attributes.site}/{thingName}";
const defaults = (
  args: Partial<DeviceDefaultsProperties & WithPayloadOfThings> = {},
  opts?: pulumi.ComponentResourceOptions,
) => new DeviceDefaults("pumps", { things: args.things ?? thingsInGroup("pumps"), topic, payload, ...args }, opts);

/** Puts other things into the group. */
function regroup(...things: string[]): void {
  stack.registry = { ...stack.registry, groups: { ...stack.registry.groups, pumps: { things } } };
}

test("things of a group receive what fits them; one that joins and one that leaves are the only changes", async () => {
  await stack.up(() => ({ topics: defaults().topics }));
  expect(await stack.outputs()).toEqual({ topics: { "pump-1": "acme/lyon/pump-1", "pump-2": "acme/lyon/pump-2" } });
  expect(await text(stack.endpoint, "acme/lyon/pump-2")).toBe('{"line":2}');
  const before = await look(stack.endpoint, "acme/lyon/pump-2");

  regroup("pump-2", "pump-3");
  const preview = await stack.preview(() => defaults());
  expect(preview.stdout).toContain("pumps: 1 to publish, 1 to clear, 1 unchanged");
  await stack.up(() => defaults());
  expect(await topics(stack.endpoint)).toEqual(["acme/gdansk/pump-3", "acme/lyon/pump-2"]);
  expect(await look(stack.endpoint, "acme/lyon/pump-2")).toEqual(before);

  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("nested groups are read where that is asked for", async () => {
  await stack.up(() => defaults({ things: thingsInGroup("pumps", { recursive: true }) }));
  expect(await topics(stack.endpoint)).toEqual(["acme/gdansk/pump-3", "acme/lyon/pump-1", "acme/lyon/pump-2"]);
  await stack.up(() =>
    defaults({ things: thingsInGroup("pumps", { attributes: false }), topic: "{thingName}", payload: "on" }),
  );
  expect(await topics(stack.endpoint)).toEqual(["pump-1", "pump-2"]);
  expect(stack.operations).not.toContain("ListThings");
});

test("an empty group is refused and clears nothing, unless it may be empty", async () => {
  const program = (allowEmpty?: boolean) => () => {
    const { revision, count } = defaults(allowEmpty === undefined ? {} : { allowEmpty });
    return { revision, count };
  };
  regroup();
  await stack.up(program(true));
  expect(await stack.outputs()).toMatchObject({ count: 0 });
  await stack.refresh({ expectNoChanges: true });
  regroup("pump-1");
  await stack.up(program());
  expect(await topics(stack.endpoint)).toEqual(["acme/lyon/pump-1"]);
  regroup();
  const refused = String(await stack.up(program()).catch(String));
  expect(refused).toContain("expected at least one message: an empty set would clear every topic of it");
  expect(refused).toContain("or set `allowEmpty`");
  expect(await topics(stack.endpoint)).toEqual(["acme/lyon/pump-1"]);
  await stack.up(program(true));
  expect(await topics(stack.endpoint)).toEqual([]);
  expect((await stack.up(program(true))).changes).toEqual({ same: 2 });
  await stack.destroy();
});

test("things, a group or a dependency that the stack is about to make are unknown in preview, and clear nothing", async () => {
  const late = () => new RetainedMessage("late", { topic: "late", payload: "on" }).id;
  const programs: (() => unknown)[] = [
    () => defaults({ things: [{ thingName: late().apply(() => "pump-1"), attributes: { site: "lyon", line: "1" } }] }),
    () => defaults({ things: thingsInGroup(late().apply(() => "pumps")) }),
    () => {
      const dependsOn = new RetainedMessage("late", { topic: "late", payload: "on" });
      defaults({ things: thingsInGroup("pumps", {}, { dependsOn }) });
    },
  ];
  for (const program of programs) {
    const preview = await stack.preview(program);
    expect(preview.changes).toEqual({ create: 4 });
    expect(preview.stdout).not.toContain("to clear");
    expect(stack.calls.map(({ topic }) => topic)).toEqual(["late"]);
    await stack.up(program);
    expect(await topics(stack.endpoint)).toContain("acme/lyon/pump-1");
    await stack.destroy();
  }
  await stack.up(() => defaults());
  const again = await stack.preview(programs[0] as () => unknown, { diff: true });
  expect(again.stdout).not.toContain("to clear");
});

test("one unknown or secret payload of plain things leaves the others as they are", async () => {
  const things = ["a", "b"];
  const program = (hidden: pulumi.Output<string>) => () =>
    defaults({
      things,
      topic: "t/{thingName}",
      payload: ({ thingName }) => (thingName === "a" ? { hidden } : "plain"),
    });
  await stack.up(program(pulumi.secret("hush-hush")));
  const state = await stack.state();
  expect(state).not.toContain("hush-hush");
  expect(state).toContain('"t/b":"plain"');
  const diff = await stack.preview(program(pulumi.secret("other")), { diff: true });
  expect(diff.stdout).not.toContain("hush-hush");
  expect(diff.stdout).toContain("~ t/a: [secret] => [secret]");
  expect(diff.stdout).not.toContain("t/b");
});

test("a Provider on the component publishes, and lists the things", async () => {
  const other = await stack.another();
  other.registry = stack.registry;
  await stack.up(() => {
    const provider = new Provider("other", { endpoint: other.endpoint });
    defaults({ things: thingsInGroup("pumps", {}, { provider }) }, { providers: [provider] });
  });
  expect(stack.calls).toEqual([]);
  expect(await topics(other.endpoint)).toEqual(["acme/lyon/pump-1", "acme/lyon/pump-2"]);
  await stack.destroy();
});

test("large groups are read page by page, throttled or not, and attributes with as few calls as it takes", async () => {
  const meters = Array.from({ length: 600 }, (_, i) => `meter-${String(i).padStart(3, "0")}`);
  const things = Object.fromEntries(meters.map((name) => [name, { attributes: { site: "s", line: name.slice(6) } }]));
  stack.registry = { things, groups: { meters: { things: meters } } };
  let calls = 0;
  stack.fault = ({ operation }) =>
    operation.startsWith("ListThings") && calls++ % 2 === 0 ? { error: "ThrottlingException" } : undefined;
  await stack.up(() => ({ count: defaults({ things: thingsInGroup("meters") }).count }));
  expect(await stack.outputs()).toEqual({ count: 600 });
  expect(
    stack.calls.filter(({ operation, status }) => operation === "ListThingsInThingGroup" && status === 200),
  ).toHaveLength(3);
  expect(stack.calls.filter(({ operation, status }) => operation === "ListThings" && status === 200)).toHaveLength(3);
  expect(stack.count("DescribeThing")).toBe(0);
  expect(await text(stack.endpoint, "acme/s/meter-599")).toBe('{"line":599}');
});

test("without iot:ListThings each thing is described; whatever else fails, fails all", async () => {
  stack.fault = ({ operation }) => (operation === "ListThings" ? { error: "ForbiddenException" } : undefined);
  await stack.up(() => defaults());
  expect(stack.count("DescribeThing")).toBe(2);
  const failed = async (program: string) => {
    const { code, output } = await runPulumi(stack, `module.exports = async () => { ${program} };`, "preview");
    expect(code).not.toBe(0);
    expect(output).not.toMatch(/^\s+at .*\.[jt]s:\d/m);
    return output;
  };
  const program = (group: string, at = topic) =>
    `new iot.DeviceDefaults("pumps", { things: iot.thingsInGroup("${group}"), topic: "${at}", payload: "on" });`;
  stack.fault = ({ operation }) => (operation === "DescribeThing" ? { error: "ForbiddenException" } : undefined);
  stack.registry = { ...stack.registry, things: { ...stack.registry.things, "pump-2": {} } };
  expect(await failed(program("pumps"))).toContain("thing pump-2: topic: needs the attribute `site`, which it lacks");
  stack.fault = ({ operation }) =>
    /Things$|DescribeThing/.test(operation) ? { error: "ForbiddenException" } : undefined;
  expect(await failed(program("pumps"))).toMatch(
    /thingsInGroup: reading the attributes of the thing pump-\d: 403 .*Allow iot:DescribeThing on thing\/pump-\d/,
  );
  stack.fault = () => undefined;
  expect(await failed(program("pimps"))).toContain(
    "thingsInGroup: there is no thing group pimps in eu-west-1. If this stack makes it, give its `id`",
  );
  expect(await topics(stack.endpoint)).toEqual(["acme/lyon/pump-1", "acme/lyon/pump-2"]);
});
