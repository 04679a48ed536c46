import * as pulumi from "@pulumi/pulumi";
import { Provider, type ProviderArgs } from "../../provider";
import { readSettings } from "../../provider/dataplane/configuration";
import { settingsFor } from "../../provider/resources/provider";
import { argumentsFromSettings } from "../../provider/resources/settings";

test("an argument that a Provider does not have is refused, and the nearest is named", () => {
  expect(() => new Provider("explicit", { regoin: "eu-west-2" } as ProviderArgs)).toThrow(
    /^explicit: `regoin`: there is no such argument; the nearest is `region`$/,
  );
});

describe("with mocks", () => {
  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: () => ({}),
    });
  });

  test("the placeholders of an owner are filled before the program looks at the length of a marker", async () => {
    const owner = "acme/{project}/{stack}";
    expect(argumentsFromSettings({ "iot-retained:owner": owner })).toMatchObject({ __owner: "acme/project/stack" });
    const { __owner } = argumentsFromSettings({ "iot-retained:owner": pulumi.output(owner) });
    expect(await resolved(__owner)).toBe("acme/project/stack");
  });
});

describe("what a Provider takes", () => {
  const role = "arn:aws:iam::123456789012:role/deploy";
  const ofProvider = (args: ProviderArgs) => settingsFor("", { provider: new Provider("explicit", args) });
  const settings = async (args: ProviderArgs) => (await resolved(ofProvider(args))) as Record<string, string>;
  const asRead = async (args: ProviderArgs) => {
    const texts = await settings(args);
    return readSettings({ get: (key) => texts[key] });
  };

  afterEach(() => pulumi.runtime.setAllConfig({}));

  test("as a list or an object goes as JSON text, with outputs at any depth", async () => {
    const args = {
      allowedAccountIds: [pulumi.output("123456789012")],
      forbiddenAccountIds: pulumi.output(["012345678901"]),
      assumeRole: { roleArn: pulumi.output(role), tags: { team: pulumi.output("iot") }, policyArns: [] },
    };
    expect(await settings(args)).toEqual({
      "iot-retained:allowedAccountIds": '["123456789012"]',
      "iot-retained:forbiddenAccountIds": '["012345678901"]',
      "iot-retained:assumeRole": `{"roleArn":"${role}","tags":{"team":"iot"},"policyArns":[]}`,
    });
    expect((await asRead(args)).role).toMatchObject({ RoleArn: role, Tags: [{ Key: "team", Value: "iot" }] });
  });

  test("as a key, a token or a role with options is a secret, and nothing else is", async () => {
    const bag = ofProvider({
      accessKey: "AKIA",
      secretKey: pulumi.output("hunter2"),
      token: "hunter2",
      assumeRole: { roleArn: role, externalId: "hunter2" },
      region: "eu-west-1",
      roleArn: role,
      allowedAccountIds: ["123456789012"],
    });
    const secret = await Promise.all(Object.entries(bag).map(async ([key, value]) => [key, await isSecret(value)]));
    expect(secret.filter(([, is]) => is).map(([key]) => key)).toEqual([
      "iot-retained:accessKey",
      "iot-retained:secretKey",
      "iot-retained:token",
      "iot-retained:assumeRole",
    ]);
    expect(secret).toHaveLength(7);
  });

  test("is not mixed with what the stack has in its place", async () => {
    const keys = { accessKeyId: "AKIA", secretAccessKey: "x", sessionToken: "t" };
    pulumi.runtime.setAllConfig({
      "iot-retained:accessKey": "AKIA",
      "iot-retained:secretKey": "x",
      "iot-retained:token": "t",
      "iot-retained:assumeRole": `{"roleArn":"${role}","sessionName":"ci"}`,
    });
    const RoleArn = "arn:aws:iam::123456789012:role/other";
    expect(await asRead({ profile: "fleet" })).not.toHaveProperty("keys");
    expect((await asRead({ accessKey: "AKIB", secretKey: "y" })).keys).toEqual({
      accessKeyId: "AKIB",
      secretAccessKey: "y",
    });
    expect(await asRead({ roleArn: RoleArn })).toMatchObject({ keys, role: { RoleArn } });
    expect(await asRead({ region: "eu-west-1" })).toMatchObject({ keys, role: { RoleSessionName: "ci" } });
  });

  test("as an output of nothing is as if it were not given", async () => {
    const nothing = pulumi.output(undefined) as unknown as pulumi.Output<string[]>;
    expect(await asRead({ allowedAccountIds: nothing })).not.toHaveProperty("accountLists");
  });
});

function isSecret(value: pulumi.Input<string>): Promise<boolean> {
  return pulumi.isSecret(pulumi.output(value));
}

function resolved(value: unknown): Promise<unknown> {
  return new Promise((resolve) => (pulumi.output(value) as pulumi.Output<unknown>).apply(resolve));
}
