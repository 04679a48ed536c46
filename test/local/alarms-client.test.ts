import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Alarms } from "../../provider/dataplane/alarms";
import { connect } from "../../provider/dataplane/connection";
import type { DataPlaneError } from "../../provider/dataplane/errors";
import {
  type Fault,
  type LocalAlarms,
  type LocalCall,
  type LocalEndpoint,
  startLocalEndpoint,
} from "../../provider/local";

const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`many-${i}`, "OK"] as const));
const alarms: LocalAlarms = {
  "pumps-offline": { state: "ALARM", reason: "two\nof \u001b[31mthree" },
  "pumps-silent": "INSUFFICIENT_DATA",
  pumps: { state: "OK", kind: "composite" },
  ...many,
};
Object.defineProperty(alarms, "__proto__", { value: "OK", enumerable: true });

const NOW = 1_700_000_000_000;
let calls: LocalCall[] = [];
let faults: Fault[] = [];
let local: LocalEndpoint;

beforeAll(async () => {
  local = await startLocalEndpoint({
    alarms,
    onCall: (call) => calls.push(call),
    fault: () => faults.shift(),
    now: () => NOW,
  });
});

beforeEach(() => {
  calls = [];
  faults = [];
});

afterEach(() => {
  for (const name of ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_CLOUDWATCH"]) delete process.env[name];
});

afterAll(() => local.close());

/** Reads alarms with the settings of a stack. */
async function read(asked: string[], given: Record<string, string> = { "iot-retained:endpoint": local.endpoint }) {
  const config = new Map(Object.entries(given));
  const { settings, places } = connect({ get: (key) => config.get(key) }, process.env, async () => undefined);
  return new Alarms(await places.cloudWatch({}), settings).read(asked);
}

test("alarms of both kinds are read at the endpoint of the messages, in the order in which they are asked for", async () => {
  expect(await read(["pumps-silent", "pumps", "__proto__"])).toEqual([
    {
      name: "pumps-silent",
      kind: "metric",
      state: "INSUFFICIENT_DATA",
      reason: expect.any(String),
      since: new Date(NOW),
    },
    { name: "pumps", kind: "composite", state: "OK", reason: expect.any(String), since: new Date(NOW) },
    { name: "__proto__", kind: "metric", state: "OK", reason: expect.any(String), since: new Date(NOW) },
  ]);
  expect(calls.map(({ operation }) => operation)).toEqual(["DescribeAlarms"]);
});

test("a reason is one line, without characters that a terminal obeys", async () => {
  const [alarm] = await read(["pumps-offline"]);
  expect(alarm).toMatchObject({ state: "ALARM", reason: "two\\u000aof \\u001b[31mthree" });
});

test("a call has 100 names at most", async () => {
  const names = Object.keys(many).reverse();
  expect((await read(names)).map(({ name }) => name)).toEqual(names);
  expect(calls).toHaveLength(3);
});

test("nothing is asked if there is nothing to ask for", async () => {
  expect(await read([])).toEqual([]);
  expect(calls).toEqual([]);
});

test("alarms that do not exist are named, with what was probably meant", async () => {
  await expect(read(["pumps", "Pumps-Ofline", "zzzzzzzzzzzzzzz"])).rejects.toThrow(
    /^Pumps-Ofline: there is no such alarm; the nearest is `pumps-offline`; zzzzzzzzzzzzzzz: there is no such alarm$/,
  );
});

test("an alarm that does not exist is named if others cannot be listed", async () => {
  faults = [{ delay: 0 }, { error: "ForbiddenException" }];
  await expect(read(["pump"])).rejects.toThrow(/^pump: there is no such alarm$/);
});

test("the error names the Region", async () => {
  const config = { "iot-retained:endpoint": local.endpoint, "iot-retained:region": "eu-west-1" };
  await expect(read(["none-of-these"], config)).rejects.toThrow("none-of-these: there is no such alarm in eu-west-1");
});

test("an ARN of another Region or account is refused before any call of CloudWatch", async () => {
  process.env["AWS_ENDPOINT_URL_STS"] = local.endpoint;
  const keys = { "iot-retained:accessKey": "AKIA123456789012", "iot-retained:secretKey": "x" };
  const config = { "iot-retained:endpoint": local.endpoint, "iot-retained:region": "eu-west-1", ...keys };
  const arn = (region: string, account: string) => `arn:aws:cloudwatch:${region}:${account}:alarm:pumps`;
  expect(await read([arn("eu-west-1", "123456789012")], config)).toMatchObject([{ name: "pumps" }]);
  calls = [];
  await expect(read(["pumps", arn("us-east-1", "123456789012")], config)).rejects.toThrow("Region us-east-1");
  await expect(read(["pumps", arn("eu-west-1", "999999999999")], config)).rejects.toThrow("account 999999999999");
  expect(calls.map(({ operation }) => operation)).toEqual(["GetCallerIdentity", "GetCallerIdentity"]);
});

test("AWS_ENDPOINT_URL_CLOUDWATCH names another endpoint of CloudWatch", async () => {
  process.env["AWS_ENDPOINT_URL_CLOUDWATCH"] = local.endpoint;
  expect(await read(["pumps"], { "iot-retained:endpoint": "http://127.0.0.1:1" })).toMatchObject([{ name: "pumps" }]);
});

test.each<[string, Fault]>([
  ["a throttled call", { error: "ThrottlingException" }],
  ["a failure of the service", { error: "InternalFailureException" }],
])("%s is made again", async (_name, fault) => {
  faults = [fault];
  expect(await read(["pumps"])).toHaveLength(1);
  expect(calls).toHaveLength(2);
});

test("a refusal names the permission, and is not tried again", async () => {
  faults = [{ error: "ForbiddenException" }];
  const error: DataPlaneError = await read(["pumps"]).catch((error) => error);
  expect(error).toMatchObject({ kind: "notAllowed" });
  expect(error.message).toMatch(
    /^asking CloudWatch for the states of alarms: 403 AccessDenied\w*, request .* Allow cloudwatch:DescribeAlarms on \*$/,
  );
  expect(calls).toHaveLength(1);
});

test.each([
  ["a refusal with the status 400", 400, "AccessDeniedException", "notAllowed"],
  ["an expired token", 400, "ExpiredTokenException", "notAllowed"],
  ["a request that AWS finds wrong", 400, "ValidationException", "invalid"],
])("%s is the error of AWS that it is", async (_name, status, type, kind) => {
  faults = [{ status, headers: { "x-amzn-errortype": type }, body: '{"message":"so"}' }];
  await expect(read(["pumps"])).rejects.toMatchObject({ kind, message: expect.stringContaining(`${status} ${type}`) });
});

test.each([
  ["the page of a proxy", 200, "<html>log in</html>"],
  ["the error page of a proxy", 404, "<html>not here</html>"],
  ["a state that is none", 200, '{"MetricAlarms":[{"AlarmName":"pumps","StateValue":"FINE"}]}'],
  ["an alarm without a state", 200, '{"CompositeAlarms":[{"AlarmName":"pumps"}]}'],
])("%s is an error, and no state", async (_name, status, body) => {
  faults = [{ status, body, headers: { "content-type": "application/x-amz-json-1.0" } }];
  await expect(read(["pumps"])).rejects.toMatchObject({ kind: "unintelligible" });
});

test("pages are followed, also those that have nothing on them", async () => {
  const pages = [
    { MetricAlarms: [], NextToken: "1" },
    { MetricAlarms: [{ AlarmName: "a", StateValue: "OK", StateReason: "r" }], NextToken: "2" },
    { CompositeAlarms: [{ AlarmName: "b", StateValue: "ALARM" }] },
  ];
  const asked: unknown[] = [];
  const server = createServer(async (incoming, response) => {
    let text = "";
    for await (const chunk of incoming) text += chunk;
    asked.push(JSON.parse(text));
    response.end(JSON.stringify(pages[asked.length - 1]));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    expect(await read(["b", "a"], { "iot-retained:endpoint": endpoint })).toEqual([
      { name: "b", kind: "composite", state: "ALARM", reason: "", since: undefined },
      { name: "a", kind: "metric", state: "OK", reason: "r", since: undefined },
    ]);
    const call = { AlarmNames: ["b", "a"], AlarmTypes: ["MetricAlarm", "CompositeAlarm"], MaxRecords: 100 };
    expect(asked).toEqual([call, { ...call, NextToken: "1" }, { ...call, NextToken: "2" }]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
