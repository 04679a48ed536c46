import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DescribeThingCommand, IoTClient, ListThingsCommand, ListThingsInThingGroupCommand } from "@aws-sdk/client-iot";
import { type LocalEndpoint, type Registry, startLocalEndpoint } from "../../provider/local";
import { parseRegistry } from "../../provider/local/registry";
import { folder } from "../support/folder";

const many = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`meter-${String(i).padStart(3, "0")}`, {}]));
const registry: Registry = {
  things: {
    "pump-1": { attributes: { site: "lyon", line: "1" }, thingTypeName: "pump" },
    "pump-2": { attributes: { site: "lyons" } },
    ...many,
  },
  groups: {
    all: { things: ["pump-2"] },
    pumps: { things: ["pump-1"], parent: "all" },
    meters: { things: Object.keys(many), parent: "pumps" },
    circle: { things: ["pump-1"], parent: "round" },
    round: { things: [], parent: "circle" },
  },
};

let local: LocalEndpoint;
let client: IoTClient;

beforeAll(async () => {
  local = await startLocalEndpoint({ registry });
  const credentials = { accessKeyId: "x", secretAccessKey: "x" };
  client = new IoTClient({ endpoint: local.endpoint, region: "eu-west-1", credentials, maxAttempts: 1 });
});

afterAll(async () => {
  client.destroy();
  await local.close();
});

test("ListThings gives pages of things with their attributes", async () => {
  const first = await client.send(new ListThingsCommand({}));
  expect(first.things).toHaveLength(250);
  const second = await client.send(new ListThingsCommand({ nextToken: first.nextToken }));
  const third = await client.send(new ListThingsCommand({ nextToken: second.nextToken }));
  expect(third.nextToken ?? undefined).toBeUndefined();
  const all = [first, second, third].flatMap(({ things = [] }) => things);
  expect(all.map(({ thingName }) => thingName)).toEqual(Object.keys(registry.things).sort());
  expect(all.find(({ thingName }) => thingName === "pump-1")).toMatchObject({
    attributes: { site: "lyon", line: "1" },
    thingTypeName: "pump",
  });
});

test.each([
  [{ attributeName: "site", attributeValue: "lyon" }, ["pump-1"]],
  [{ attributeName: "site", attributeValue: "lyon", usePrefixAttributeValue: true }, ["pump-1", "pump-2"]],
  [{ attributeName: "line" }, ["pump-1"]],
  [{ thingTypeName: "pump" }, ["pump-1"]],
  [{ thingTypeName: "valve" }, []],
])("ListThings filters by %j", async (filter, expected) => {
  const { things = [] } = await client.send(new ListThingsCommand(filter));
  expect(things.map(({ thingName }) => thingName)).toEqual(expected);
});

test("ListThingsInThingGroup returns names page by page, of nested groups if it is asked to", async () => {
  const names = async (thingGroupName: string, recursive?: boolean) => {
    const found: string[] = [];
    let nextToken: string | undefined;
    do {
      const input = { thingGroupName, ...(recursive === undefined ? {} : { recursive }), maxResults: 100, nextToken };
      const page = await client.send(new ListThingsInThingGroupCommand(input));
      found.push(...(page.things ?? []));
      nextToken = page.nextToken ?? undefined;
    } while (nextToken !== undefined);
    return found;
  };
  expect(await names("all")).toEqual(["pump-2"]);
  expect(await names("all", false)).toEqual(["pump-2"]);
  expect(await names("all", true)).toEqual([...Object.keys(many), "pump-1", "pump-2"]);
  expect(await names("circle", true)).toEqual(["pump-1"]);
});

test("DescribeThing tells of one thing", async () => {
  const thing = await client.send(new DescribeThingCommand({ thingName: "pump-1" }));
  expect(thing).toMatchObject({ thingName: "pump-1", attributes: { site: "lyon", line: "1" }, thingTypeName: "pump" });
});

test("what does not exist, and a page that is none, are AWS's errors", async () => {
  const missing = { name: "ResourceNotFoundException", $metadata: { httpStatusCode: 404 } };
  await expect(client.send(new DescribeThingCommand({ thingName: "pump-9" }))).rejects.toMatchObject(missing);
  await expect(client.send(new ListThingsInThingGroupCommand({ thingGroupName: "none" }))).rejects.toMatchObject(
    missing,
  );
  const invalid = { name: "InvalidRequestException", $metadata: { httpStatusCode: 400 } };
  await expect(client.send(new ListThingsCommand({ maxResults: 251 }))).rejects.toMatchObject(invalid);
  await expect(client.send(new ListThingsCommand({ nextToken: "mine" }))).rejects.toMatchObject(invalid);
});

test.each([
  ["{", "is not JSON"],
  ['{"groups":{}}', "`things`: Invalid input: expected record, received undefined"],
  ['{"things":{"a b":{}}}', "expected a name of 1 to 128 letters"],
  ['{"things":{"a":{"attribute":{}}}}', "attribute"],
  ['{"things":{},"groups":{"g":{"things":["a"],"parent":"h"}}}', "g: no thing a; g: no group h"],
])("a registry that is none is refused: %s", (text, reason) => {
  expect(() => parseRegistry(text)).toThrow(reason);
});

test("the command reads --registry again when it changes, and keeps it while it is broken", async () => {
  const file = join(folder({ "things.json": '{"things":{"a":{}}}' }), "things.json");
  const main = join(__dirname, "../../dist/cli/main.js");
  const args = [main, "local", "--port", "0", "--mqtt-port", "0", "--json", "--registry"];
  const child = spawn(process.execPath, [...args, file]);
  try {
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const { endpoint } = JSON.parse(line);
    const names = async () => {
      const { things } = (await (await fetch(`${endpoint}/things`)).json()) as { things: { thingName: string }[] };
      return things.map(({ thingName }) => thingName);
    };
    expect(await names()).toEqual(["a"]);
    writeFileSync(file, '{"things":{"a":{},"b":{}}}');
    expect(await names()).toEqual(["a", "b"]);
    writeFileSync(file, "{");
    expect([await names(), await names()]).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(errors).toBe(`${file}: is not JSON. What was read before stays in force\n`);
  } finally {
    child.kill("SIGKILL");
  }
  const refused = spawn(process.execPath, [...args, `${file}.none`]);
  let told = "";
  refused.stderr.on("data", (chunk) => {
    told += chunk;
  });
  const [code] = (await once(refused, "close")) as [number];
  expect([code, told]).toEqual([2, `${file}.none: cannot be read (ENOENT)\n`]);
});
