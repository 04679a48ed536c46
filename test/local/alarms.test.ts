import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { cbor } from "@smithy/core/cbor";
import {
  faultsBy,
  type LocalAlarms,
  type LocalCall,
  type LocalEndpoint,
  startLocalEndpoint,
} from "../../provider/local";
import { parseAlarms } from "../../provider/local/cloudwatch/alarms";
import { endCommands, run, start } from "../support/command";
import { folder } from "../support/folder";
import { awsCliTest, boto3Test, runForAws } from "../support/python";
import { http } from "./support/clients";

/** Names and a reason that would be something else in JSON, XML or a form, if they were not escaped. */
const hostile = ["<b>&amp;</b>", 'a"b\\c', "a&b=c", "ü🚀 日本", "__proto__", "constructor", "a/b:c", "]]>", " "];
const alarms: LocalAlarms = {
  ...Object.fromEntries(hostile.map((name) => [name, "OK"] as const)),
  down: { state: "ALARM", kind: "composite", reason: '<two> & "three"\r\n\u001b[31m' },
};
Object.defineProperty(alarms, "__proto__", { value: "OK", enumerable: true });

const calls: LocalCall[] = [];
let local: LocalEndpoint;

beforeAll(async () => {
  local = await startLocalEndpoint({ alarms, onCall: (call) => calls.push(call), now: () => 1_700_000_000_123 });
});

afterEach(endCommands);
afterAll(() => local.close());

const expected = {
  names: [...hostile].sort(),
  down: {
    AlarmName: "down",
    AlarmArn: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:down",
    StateValue: "ALARM",
    StateReason: '<two> & "three"\r\n\u001b[31m',
  },
};

function clientOf(endpoint: string, accessKeyId = "AKIA123456789012") {
  const credentials = { accessKeyId, secretAccessKey: "x" };
  return new CloudWatchClient({ endpoint, region: "eu-west-1", credentials, maxAttempts: 1 });
}

test("the JavaScript SDK reads alarms, whatever their names are", async () => {
  const client = clientOf(local.endpoint);
  const AlarmTypes = ["MetricAlarm" as const, "CompositeAlarm" as const];
  const { MetricAlarms, CompositeAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmTypes }));
  expect(MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(expected.names);
  expect(CompositeAlarms).toMatchObject([expected.down]);
  for (const name of hostile) {
    const found = await client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
    expect(found.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual([name]);
  }
  expect(calls.at(-1)).toMatchObject({ operation: "DescribeAlarms", status: 200, accessKeyId: "AKIA123456789012" });
});

/** Asks in one protocol, and prints what came: names, the composite alarm, one alarm by its name, pages, an error. */
const script = `
import json, sys, boto3, botocore.model
protocol, endpoint = sys.argv[1:]
botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = [protocol]
client = boto3.client("cloudwatch", endpoint_url=endpoint)
both = client.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
names = [alarm["AlarmName"] for alarm in both["MetricAlarms"]]
found = [client.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["AlarmName"] for name in names]
pages = [len(page["MetricAlarms"]) for page in client.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 4})]
unfiltered = len(client.describe_alarms(AlarmNames=[])["MetricAlarms"])
try:
    client.describe_alarms(MaxRecords=101)
except client.exceptions.ClientError as error:
    refusal = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
try:
    client.list_dashboards()
except client.exceptions.ClientError as error:
    unserved = error.response["Error"]["Code"]
down = both["CompositeAlarms"][0]
down["StateUpdatedTimestamp"] = down["StateUpdatedTimestamp"].timestamp()
used = client.meta.service_model.resolved_protocol
print(json.dumps([used, names, found, pages, unfiltered, down, refusal, unserved]))
`;

boto3Test.each(["json", "smithy-rpc-v2-cbor", "query"])("boto3 reads them in the protocol %s", async (protocol) => {
  const { stdout } = await runForAws("python3", ["-c", script, protocol, local.endpoint]);
  // XML cannot have a control character.
  const StateReason = protocol === "query" ? expected.down.StateReason.replace("\u001b", "\ufffd") : undefined;
  expect(JSON.parse(stdout)).toEqual([
    protocol,
    expected.names,
    expected.names,
    [4, 4, 1],
    9,
    {
      ...expected.down,
      ...(StateReason && { StateReason }),
      ActionsEnabled: false,
      StateUpdatedTimestamp: 1_700_000_000.123,
    },
    ["ValidationError", 400],
    "InvalidAction",
  ]);
});

awsCliTest("the AWS CLI reads them", async () => {
  const args = ["--endpoint-url", local.endpoint, "cloudwatch", "describe-alarms", "--output", "json"];
  const { stdout } = await runForAws("aws", [...args, "--alarm-types", "MetricAlarm", "CompositeAlarm"]);
  const { MetricAlarms, CompositeAlarms } = JSON.parse(stdout);
  expect(MetricAlarms.map(({ AlarmName }: { AlarmName: string }) => AlarmName)).toEqual(expected.names);
  expect(CompositeAlarms).toMatchObject([expected.down]);
  const refused = runForAws("aws", [...args, "--state-value", "GOOD"]);
  await expect(refused).rejects.toThrow(/\(ValidationError\).*at 'stateValue' failed to satisfy constraint/);
});

const json = { "x-amz-target": "GraniteServiceVersion20100801.DescribeAlarms" };
const cborPath = "/service/GraniteServiceVersion20100801/operation/DescribeAlarms";

test.each([
  ["JSON that is none", "/", json, "{"],
  ["JSON that has no names", "/", json, "[]"],
  ["CBOR that is none", cborPath, {}, Buffer.from([0xbf, 0x61])],
  ["CBOR of a list that never comes", cborPath, {}, Buffer.from([0x9a, 0x7f, 0xff, 0xff, 0xff])],
  ["CBOR in CBOR", cborPath, {}, Buffer.alloc(100_000, 0x81)],
])("%s is refused as input that cannot be read", async (_name, path, headers, body) => {
  const { status, headers: answered } = await http(local.endpoint, "POST", path, { headers, body });
  expect([status, answered["x-amzn-query-error"]]).toEqual([400, "MalformedInput;Sender"]);
});

test("parameters that are null are no parameters", async () => {
  const body = '{"AlarmNames":null,"NextToken":null,"MaxRecords":1}';
  const { status, text } = await http(local.endpoint, "POST", "/", { headers: json, body });
  expect([status, JSON.parse(text).MetricAlarms.length]).toEqual([200, 1]);
});

test("a body over the limit is refused in the form of CloudWatch", async () => {
  const body = JSON.stringify({ AlarmNamePrefix: "a".repeat(200_000) });
  const { status, text } = await http(local.endpoint, "POST", "/", { headers: json, body });
  expect([status, JSON.parse(text).message]).toEqual([400, expect.stringMatching(/200022 bytes, which is too many/)]);
});

test.each([
  ["alarms:429", 400, "Throttling"],
  ["alarms:403", 403, "AccessDenied"],
  ["alarms:500", 500, "InternalServiceError"],
  ["all:503", 503, "ServiceUnavailable"],
])("the fault %s is %i %s, in each protocol", async (rule, status, code) => {
  const faulty = await startLocalEndpoint({ alarms, fault: faultsBy([rule]) });
  try {
    const answers = [
      await http(faulty.endpoint, "POST", "/", { headers: json, body: "{}" }),
      await http(faulty.endpoint, "POST", cborPath),
      await http(faulty.endpoint, "POST", "/", { body: "Action=DescribeAlarms&Version=2010-08-01" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([status, status, status]);
    const [inJson, inCbor, inXml] = answers;
    const ends = status < 500 ? "Sender" : "Receiver";
    expect(inJson?.headers["x-amzn-query-error"]).toBe(`${code};${ends}`);
    expect(inCbor?.headers["x-amzn-query-error"]).toBe(`${code};${ends}`);
    expect(inXml?.text).toContain(`<Type>${ends}</Type><Code>${code}</Code>`);
  } finally {
    await faulty.close();
  }
});

test("a client without the token of the endpoint is refused, and one that has it is not", async () => {
  const guarded = await startLocalEndpoint({ alarms, token: "dev-only" });
  try {
    const ask = (key: string) => clientOf(guarded.endpoint, key).send(new DescribeAlarmsCommand({ MaxRecords: 1 }));
    const refused = { name: "AccessDenied", $metadata: { httpStatusCode: 403 } };
    await expect(ask("other")).rejects.toMatchObject(refused);
    expect((await ask("dev-only")).MetricAlarms).toHaveLength(1);
  } finally {
    await guarded.close();
  }
});

test("an answer in CBOR has a time with its tag", async () => {
  const body = Buffer.from(cbor.serialize({ AlarmNames: ["a&b=c"] }));
  const answer = await fetch(`${local.endpoint}${cborPath}`, { method: "POST", body });
  expect([answer.status, answer.headers.get("smithy-protocol")]).toEqual([200, "rpc-v2-cbor"]);
  const { MetricAlarms } = cbor.deserialize(new Uint8Array(await answer.arrayBuffer()));
  expect(MetricAlarms[0].StateUpdatedTimestamp).toMatchObject({ tag: 1, value: 1_700_000_000.123 });
});

test.each([
  ["{", "is not JSON"],
  ["[]", "expected an object of alarms by their names"],
  ['{"a":"ok"}', "`a.state`: expected OK, ALARM or INSUFFICIENT_DATA"],
  ['{"a":1}', "`a`: expected OK, ALARM or INSUFFICIENT_DATA, or an object with a state"],
  ['{"a":{"state":"OK","kind":"log"}}', "`a.kind`: expected metric or composite"],
  ['{"a":{"state":"OK","reasons":""}}', '`a`: Unrecognized key: "reasons"'],
  [`{"a":{"state":"OK","reason":"${"r".repeat(1024)}"}}`, "`a.reason`: expected at most 1,023 characters"],
  ['{"":"OK"}', "``: expected a name of 1 to 255 characters"],
  ['{"a\\u0000":"OK"}', "expected a name of 1 to 255 characters, without control characters"],
])("alarms that are none are refused: %s", (text, reason) => {
  expect(() => parseAlarms(text)).toThrow(reason);
});

test("the command reads --alarms again when it changes, and keeps what it has while the file is broken", async () => {
  const file = join(folder({ "alarms.json": '{"pumps":"OK"}' }), "alarms.json");
  const args = ["local", "--port", "0", "--mqtt-port", "0", "--json", "--alarms"];
  const child = start(...args, file);
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const client = clientOf(JSON.parse(line).endpoint);
  const states = async () => {
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({}));
    return MetricAlarms.map(({ AlarmName, StateValue }) => `${AlarmName}: ${StateValue}`);
  };
  expect(await states()).toEqual(["pumps: OK"]);
  writeFileSync(file, '{"pumps":{"state":"ALARM"}}');
  expect(await states()).toEqual(["pumps: ALARM"]);
  writeFileSync(file, '{"pumps":"on fire"}');
  expect([await states(), await states()]).toEqual([["pumps: ALARM"], ["pumps: ALARM"]]);
  const reason = "`pumps.state`: expected OK, ALARM or INSUFFICIENT_DATA";
  expect(errors).toBe(`${file}: ${reason}. What was read before stays in force\n`);
  expect(await run(...args, `${file}.none`)).toMatchObject({ code: 2, stdout: "" });
});
