import type * as aws from "@pulumi/aws";
import { deployerPolicy, subscriberPolicy } from "../../provider";

interface Statement {
  Action: string[];
  Resource: string[];
}

function statements(document: string): Statement[] {
  return (JSON.parse(document) as { Statement: Statement[] }).Statement;
}

const scope = { region: "eu-west-1", accountId: "123456789012" };

test("the deployer may publish, retain, read and list, on its topics only", () => {
  const topics = ["acme/pumps/*", "acme/{attributes.site}/{thingName}/config"];
  expect(JSON.parse(deployerPolicy({ ...scope, topics }))).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["iot:Publish", "iot:RetainPublish", "iot:GetRetainedMessage"],
        Resource: [
          "arn:aws:iot:eu-west-1:123456789012:topic/acme/pumps/*",
          "arn:aws:iot:eu-west-1:123456789012:topic/acme/*/*/config",
        ],
      },
      { Effect: "Allow", Action: ["iot:DescribeEndpoint", "iot:ListRetainedMessages"], Resource: ["*"] },
    ],
  });
});

test("what thingsInGroup needs is allowed on request", () => {
  const Statement = statements(deployerPolicy({ ...scope, topics: ["a"], thingGroups: ["pumps"] }));
  expect(Statement.slice(1).map(({ Action, Resource }) => [Action, Resource])).toEqual([
    [["iot:ListThingsInThingGroup"], ["arn:aws:iot:eu-west-1:123456789012:thinggroup/pumps"]],
    [["iot:DescribeThing"], ["arn:aws:iot:eu-west-1:123456789012:thing/*"]],
    [["iot:DescribeEndpoint", "iot:ListRetainedMessages", "iot:ListThings"], ["*"]],
  ]);
});

test("what reads alarms is allowed on request, and on all of them, since composite alarms need that", () => {
  const Statement = statements(deployerPolicy({ ...scope, topics: ["a"], alarms: true }));
  expect(Statement.slice(1).map(({ Action, Resource }) => [Action, Resource])).toEqual([
    [["iot:DescribeEndpoint", "iot:ListRetainedMessages"], ["*"]],
    [["cloudwatch:DescribeAlarms"], ["*"]],
  ]);
  expect(deployerPolicy({ ...scope, topics: ["a"], alarms: false })).not.toContain("cloudwatch");
});

test("a device may connect as its thing, subscribe and receive, and not publish", () => {
  const topics = ["acme/{attributes.site}/{thingName}/config", "acme/pumps/+/#", "mine/${iot:ClientId}"];
  expect(statements(subscriberPolicy({ ...scope, topics }))).toEqual([
    {
      Effect: "Allow",
      Action: ["iot:Connect"],
      Resource: ["arn:aws:iot:eu-west-1:123456789012:client/${iot:Connection.Thing.ThingName}"],
      Condition: { Bool: { "iot:Connection.Thing.IsAttached": ["true"] } },
    },
    {
      Effect: "Allow",
      Action: ["iot:Subscribe"],
      Resource: [
        "arn:aws:iot:eu-west-1:123456789012:topicfilter/acme/${iot:Connection.Thing.Attributes[site]}/${iot:Connection.Thing.ThingName}/config",
        "arn:aws:iot:eu-west-1:123456789012:topicfilter/acme/pumps/+/#",
        "arn:aws:iot:eu-west-1:123456789012:topicfilter/mine/${iot:ClientId}",
      ],
    },
    {
      Effect: "Allow",
      Action: ["iot:Receive"],
      Resource: [
        "arn:aws:iot:eu-west-1:123456789012:topic/acme/${iot:Connection.Thing.Attributes[site]}/${iot:Connection.Thing.ThingName}/config",
        "arn:aws:iot:eu-west-1:123456789012:topic/acme/pumps/*/*",
        "arn:aws:iot:eu-west-1:123456789012:topic/mine/${iot:ClientId}",
      ],
    },
  ]);
  const [connect] = statements(subscriberPolicy({ ...scope, topics, clientIds: ["gateway-*"] }));
  expect(connect).toEqual({
    Effect: "Allow",
    Action: ["iot:Connect"],
    Resource: ["arn:aws:iot:eu-west-1:123456789012:client/gateway-*"],
  });
});

test("a device may publish and retain its acknowledgements, and see them; a deployer may read them", () => {
  const topics = ["acme/{attributes.site}/{thingName}/config", "acme/+/x"];
  const device = statements(subscriberPolicy({ ...scope, topics, applied: "{topic}/applied" }));
  const prefix = "arn:aws:iot:eu-west-1:123456789012";
  const own = "acme/${iot:Connection.Thing.Attributes[site]}/${iot:Connection.Thing.ThingName}/config";
  expect(device.slice(1)).toEqual([
    {
      Effect: "Allow",
      Action: ["iot:Subscribe"],
      Resource: [own, "acme/+/x", `${own}/applied`, "acme/+/x/applied"].map(
        (topic) => `${prefix}:topicfilter/${topic}`,
      ),
    },
    {
      Effect: "Allow",
      Action: ["iot:Receive"],
      Resource: [own, "acme/*/x", `${own}/applied`, "acme/*/x/applied"].map((topic) => `${prefix}:topic/${topic}`),
    },
    {
      Effect: "Allow",
      Action: ["iot:Publish", "iot:RetainPublish"],
      Resource: [`${own}/applied`, "acme/*/x/applied"].map((topic) => `${prefix}:topic/${topic}`),
    },
  ]);
  const deployer = statements(deployerPolicy({ ...scope, topics: [topics[0] ?? ""], applied: "{topic}/applied" }));
  expect(deployer[1]).toEqual({
    Effect: "Allow",
    Action: ["iot:GetRetainedMessage"],
    Resource: [`${prefix}:topic/acme/*/*/config/applied`],
  });
});

test("a template of acknowledgements that is wrong, or has no end of a message", () => {
  const refused = { ...scope, topics: ["a"], applied: "{topic}" };
  const message = "applied: expected more than {topic}, which is the topic of the message itself";
  expect(() => deployerPolicy(refused)).toThrow(message);
  expect(() => subscriberPolicy(refused)).toThrow(message);
  expect(() => subscriberPolicy({ ...scope, topics: ["a/#"], applied: "{topic}/x" })).toThrow(
    "applied: `#` does not say where a message ends: a/#",
  );
  const applied = "{topic}/a/b/c/d/e/f";
  for (const topic of ["x/{attributes.a/b}/+", "x/*/${iot:ClientId}"]) {
    const message = `applied: the topic made of ${topic} must have at most 7 slashes, got 8`;
    expect(() => deployerPolicy({ ...scope, topics: [topic.replace("+", "*")], applied })).toThrow(/got 8$/);
    expect(() => subscriberPolicy({ ...scope, topics: ["x/+", topic], applied })).toThrow(message);
  }
});

test.each([
  ["us-east-1", undefined, "aws"],
  ["cn-north-1", undefined, "aws-cn"],
  ["us-gov-west-1", undefined, "aws-us-gov"],
  ["eusc-de-east-1", undefined, "aws-eusc"],
  ["eu-west-1", "aws-iso", "aws-iso"],
])("the partition of %s, declared as %s, is %s", (region, partition, expected) => {
  const declared = partition === undefined ? {} : { partition };
  const [statement] = statements(deployerPolicy({ ...scope, region, ...declared, topics: ["a"] }));
  expect(statement?.Resource).toEqual([`arn:${expected}:iot:${region}:123456789012:topic/a`]);
});

test.each([
  [{ topics: ["acme/#"] }, "topics: `+` and `#` are no wildcards in IAM, use `*`: acme/#"],
  [{ topics: ["acme/{name}"] }, "topics: expected {thingName} or {attributes.x}, got {name}"],
  [{ topics: ["acme/{thingName"] }, "topics: expected {thingName} or {attributes.x}, got {thingName"],
  [{ topics: [] }, "topics: expected at least one"],
  [{ topics: ["a"], accountId: "12" }, "accountId: expected 12 digits"],
  [{ topics: ["a"], region: "Ireland" }, "region: expected a Region, such as eu-west-1"],
])("refuses %j", (args, message) => {
  expect(() => deployerPolicy({ ...scope, ...args })).toThrow(message);
});

test("both documents are what the AWS provider takes", () => {
  const iot: aws.iot.PolicyArgs = { policy: subscriberPolicy({ ...scope, topics: ["a"] }) };
  const iam: aws.iam.PolicyArgs = { policy: deployerPolicy({ ...scope, topics: ["a"] }) };
  expect([iot.policy, iam.policy].map((text) => JSON.parse(String(text)).Version)).toEqual([
    "2012-10-17",
    "2012-10-17",
  ]);
});
