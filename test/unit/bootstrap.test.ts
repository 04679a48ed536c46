import * as pulumi from "@pulumi/pulumi";
import type * as Bootstrap from "../../examples/bootstrap/index";

/** Inputs of the resources by type and name. */
const resources = new Map<string, Record<string, unknown>>();

const iot = "aws:iot";
const account = "123456789012";

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        resources.set(`${type} ${name}`, inputs);
        const arn = `arn:aws:iot:eu-west-1:${account}:${name}`;
        const keys = { certificatePem: `pem of ${name}`, privateKey: pulumi.secret(`key of ${name}`) };
        return { id: name, state: { name, ...inputs, arn, ...(type.includes("certificate") ? keys : {}) } };
      },
      call: ({ token }) => {
        if (token.startsWith("aws:index/getRegion:")) return { region: "eu-west-1" };
        if (token.startsWith("aws:index/getCallerIdentity:")) return { accountId: account };
        throw new Error(token);
      },
    },
    "fleet",
  );
  pulumi.runtime.setAllConfig({ "fleet:createThings": "true", "fleet:reportIntervalSeconds": "30" });
});

function value<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

test("examples/bootstrap makes things that may receive what it publishes for them", async () => {
  const program = require("../../examples/bootstrap") as typeof Bootstrap;
  expect(await value(program.topics)).toEqual({
    "pump-1": "acme/lyon/pump-1/config",
    "pump-2": "acme/lyon/pump-2/config",
    "pump-3": "acme/gdansk/pump-3/config",
  });
  const credentials = await value(program.credentials);
  expect(credentials["pump-1"]).toEqual({ certificatePem: "pem of pump-1", privateKey: "key of pump-1" });
  expect(await pulumi.isSecret(program.credentials)).toBe(true);
  await pulumi.runtime.disconnect();

  const policy = JSON.parse(String(resources.get(`${iot}/policy:Policy pump`)?.["policy"]));
  expect(policy.Statement.map(({ Action }: { Action: string[] }) => Action)).toEqual([
    ["iot:Connect"],
    ["iot:Subscribe"],
    ["iot:Receive"],
  ]);
  expect(policy.Statement[2].Resource).toEqual([
    "arn:aws:iot:eu-west-1:123456789012:topic/acme/${iot:Connection.Thing.Attributes[site]}/${iot:Connection.Thing.ThingName}/config",
    "arn:aws:iot:eu-west-1:123456789012:topic/acme/pumps/reload",
  ]);
  for (const name of ["pump-1", "pump-2", "pump-3"]) {
    const arn = `arn:aws:iot:eu-west-1:${account}:${name}`;
    expect(resources.get(`${iot}/thing:Thing ${name}`)).toMatchObject({
      name,
      attributes: { model: expect.any(String) },
    });
    expect(resources.get(`${iot}/thingGroupMembership:ThingGroupMembership ${name}`)).toEqual({
      thingName: name,
      thingGroupName: "pumps",
    });
    expect(resources.get(`${iot}/thingPrincipalAttachment:ThingPrincipalAttachment ${name}`)).toEqual({
      thing: name,
      principal: arn,
    });
    expect(resources.get(`${iot}/policyAttachment:PolicyAttachment ${name}`)).toEqual({ policy: "pump", target: arn });
  }

  const set = resources.get("pulumi-nodejs:dynamic/iot-retained:RetainedMessageSet pump-defaults");
  const messages = new Map(Object.entries(set?.["messages"] ?? {}));
  expect(JSON.parse(messages.get("acme/gdansk/pump-3/config"))).toEqual({
    deviceId: "pump-3",
    line: 1,
    reportIntervalSeconds: 30,
    limits: { pressureBar: 16, speedRpm: 3600 },
  });
  expect(resources.get("pulumi-nodejs:dynamic/iot-retained:Publication reload")).toMatchObject({
    topic: "acme/pumps/reload",
  });
});
