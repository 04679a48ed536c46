import { DeviceDefaults, Publication, RetainedMessage, RetainedMessageSet } from "../../provider";
import { endCommands, run } from "../support/command";
import { look, publishAs, topics } from "../support/look";
import { useStack } from "../support/stack";

// Names of resources that look like parts of a URN.

const stack = useStack();

afterEach(endCommands);

const OWNER = "organization/iot-retained-test/test";

const program = () => {
  new RetainedMessage("plant::line::1", { topic: "site/1", payload: "on" });
  new RetainedMessageSet("plant::line::2", { messages: { "site/2": "on" } });
  new DeviceDefaults("plant::line::3", { things: ["pump"], topic: "site/3", payload: () => "on" });
  new Publication("plant::line::4", { topic: "site/4", payload: "on" });
};

const markerOf = async (topic: string) => (await look(stack.endpoint, topic))?.userProperties[0]?.["managed-by"];

interface Resource {
  urn: string;
  id?: string;
  inputs?: { __urn?: string };
}

/** The resources of this package in the state. */
async function recorded(): Promise<Resource[]> {
  const { deployment } = JSON.parse(await stack.export());
  return (deployment.resources as Resource[]).filter(({ inputs }) => inputs?.__urn !== undefined);
}

test("a name with `::` is whole in the marker, in the id, and in the list of the command", async () => {
  await stack.up(program);
  const names = [1, 2, 3].map((n) => `plant::line::${n}`);
  const markers = await Promise.all([1, 2, 3].map((n) => markerOf(`site/${n}`)));
  expect(markers.map((marker) => decodeURIComponent(/([^/]*)#/.exec(marker ?? "")?.[1] ?? ""))).toEqual(names);

  const resources = await recorded();
  expect(resources.map(({ inputs }) => inputs?.__urn)).toEqual(resources.map(({ urn }) => urn));
  expect(resources.map(({ id }) => id).sort()).toEqual([...names.slice(1), "plant::line::4", "site/1"]);

  const { stdout } = await run("list", "--endpoint", stack.endpoint, "--owner", OWNER, "--json");
  expect(JSON.parse(stdout).map(({ name }: { name: string }) => name)).toEqual(names);
});

test("a state and markers that have such a name cut are as good as before", async () => {
  await stack.up(program);
  const whole = await stack.export("--show-secrets");
  // As versions up to 0.4 have written them.
  const cut = whole.replace(/"id": "plant::line::/g, '"id": "');
  await stack.stack.importStack(JSON.parse(cut));
  for (const n of [1, 2, 3]) {
    const live = await look(stack.endpoint, `site/${n}`);
    const marker = live?.userProperties[0]?.["managed-by"] ?? "";
    stack.now = () => live?.lastModifiedTime ?? 0;
    await publishAs(stack.endpoint, `site/${n}`, "on", [{ "managed-by": marker.replace("plant%3A%3Aline%3A%3A", "") }]);
    expect(await markerOf(`site/${n}`)).toContain(`/test/${n}#`);
  }
  expect((await recorded()).map(({ id }) => id).sort()).toEqual(["2", "3", "4", "site/1"]);

  expect((await stack.preview(program)).changes).toEqual({ same: 5 });
  await stack.refresh({ expectNoChanges: true });
  expect((await stack.up(program)).changes).toEqual({ same: 5 });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});
