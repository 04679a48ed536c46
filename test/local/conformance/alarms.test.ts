import { CloudWatchClient, DescribeAlarmsCommand, type DescribeAlarmsCommandInput } from "@aws-sdk/client-cloudwatch";
import { type LocalAlarms, type LocalEndpoint, startLocalEndpoint } from "../../../provider/local";
import { localOnly } from "./support/target";

// Which alarms an account has cannot be set there in a moment, so that these cases run here only.

const many = Object.fromEntries(
  Array.from({ length: 120 }, (_, i) => [`many-${String(i).padStart(3, "0")}`, "OK"] as const),
);
const alarms: LocalAlarms = {
  "pumps-offline": "ALARM",
  "pumps-silent": "INSUFFICIENT_DATA",
  pumps: { state: "OK", kind: "composite", reason: "No child is in ALARM." },
  ...many,
};

let local: LocalEndpoint;
let client: CloudWatchClient;
let now = 1_700_000_000_000;
let given = alarms;

beforeAll(async () => {
  local = await startLocalEndpoint({ alarms: () => given, now: () => now });
  const credentials = { accessKeyId: "AKIA123456789012", secretAccessKey: "x" };
  client = new CloudWatchClient({ endpoint: local.endpoint, region: "eu-west-1", credentials, maxAttempts: 1 });
});

afterAll(async () => {
  client.destroy();
  await local.close();
});

const ask = (input: DescribeAlarmsCommandInput) => client.send(new DescribeAlarmsCommand(input));

async function namesOf(input: DescribeAlarmsCommandInput) {
  const { MetricAlarms = [], CompositeAlarms = [] } = await ask(input);
  return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName);
}

const both: DescribeAlarmsCommandInput["AlarmTypes"] = ["MetricAlarm", "CompositeAlarm"];

localOnly("an alarm has its name, ARN, state, reason and time", async () => {
  const { CompositeAlarms } = await ask({ AlarmNames: ["pumps"], AlarmTypes: both });
  expect(CompositeAlarms).toEqual([
    {
      AlarmName: "pumps",
      AlarmArn: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:pumps",
      ActionsEnabled: false,
      StateValue: "OK",
      StateReason: "No child is in ALARM.",
      StateUpdatedTimestamp: new Date(now),
    },
  ]);
});

localOnly("a call without types has metric alarms only", async () => {
  const AlarmNames = ["pumps", "pumps-offline"];
  expect(await namesOf({ AlarmNames })).toEqual(["pumps-offline"]);
  expect(await namesOf({ AlarmNames, AlarmTypes: ["CompositeAlarm"] })).toEqual(["pumps"]);
  expect(await namesOf({ AlarmNames, AlarmTypes: both })).toEqual(["pumps-offline", "pumps"]);
});

localOnly("a name that does not exist is left out", async () => {
  expect(await namesOf({ AlarmNames: ["none", "pumps-offline"] })).toEqual(["pumps-offline"]);
});

localOnly("a prefix and a state narrow the alarms", async () => {
  expect(await namesOf({ AlarmNamePrefix: "pumps", AlarmTypes: both })).toEqual([
    "pumps-offline",
    "pumps-silent",
    "pumps",
  ]);
  expect(await namesOf({ StateValue: "INSUFFICIENT_DATA" })).toEqual(["pumps-silent"]);
});

localOnly(
  "a page has 50 alarms of all kinds together, or as many as were asked for, and a token for the next",
  async () => {
    const first = await ask({ AlarmTypes: both });
    expect([first.MetricAlarms?.length, first.CompositeAlarms?.length]).toEqual([50, 0]);
    const found: unknown[] = [];
    const sizes: number[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ask({ AlarmTypes: both, MaxRecords: 61, NextToken });
      const alarms = [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])];
      found.push(...alarms.map(({ AlarmName }) => AlarmName));
      sizes.push(alarms.length);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(sizes).toEqual([61, 61, 1]);
    expect(found.sort()).toEqual(Object.keys(alarms).sort());
  },
);

localOnly.each<[string, DescribeAlarmsCommandInput, string, RegExp]>([
  ["no more than 100 records", { MaxRecords: 101 }, "ValidationException", /'101' at 'maxRecords' failed .* 100$/],
  ["at least one record", { MaxRecords: 0 }, "ValidationException", /'0' at 'maxRecords' failed .* 1$/],
  ["no more than 100 names", { AlarmNames: Array(101).fill("a") }, "ValidationException", /at 'alarmNames' failed/],
  ["names of 255 characters", { AlarmNames: ["a".repeat(256)] }, "ValidationException", /at 'alarmNames.1.member'/],
  ["no empty prefix", { AlarmNamePrefix: "" }, "ValidationException", /'' at 'alarmNamePrefix'/],
  ["states that there are", { StateValue: "GOOD" as "OK" }, "ValidationException", /\[OK, ALARM, INSUFFICIENT_DATA\]$/],
  [
    "a prefix or names",
    { AlarmNames: ["a"], AlarmNamePrefix: "b" },
    "InvalidParameterCombinationException",
    /together/,
  ],
  ["a token that it gave", { NextToken: "mine" }, "InvalidNextToken", /^The next token specified is invalid/],
  ["no ActionPrefix", { ActionPrefix: "arn:" }, "ValidationException", /does not serve the parameters: ActionPrefix$/],
])("it takes %s", async (_rule, input, name, message) => {
  const error = await ask(input).catch((error: unknown) => error);
  expect(error).toMatchObject({ name, message: expect.stringMatching(message), $metadata: { httpStatusCode: 400 } });
});

localOnly("the time of a state is that of its last change", async () => {
  const since = async () => (await ask({ AlarmNames: ["pumps-offline"] })).MetricAlarms?.[0]?.StateUpdatedTimestamp;
  const first = now;
  expect(await since()).toEqual(new Date(first));
  now += 60_000;
  expect(await since()).toEqual(new Date(first));
  given = { ...alarms, "pumps-offline": "OK" };
  expect(await since()).toEqual(new Date(now));
});
