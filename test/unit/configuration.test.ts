import { readSettings } from "../../provider/dataplane/configuration";
import { DataPlaneError, type FailureKind } from "../../provider/dataplane/errors";
import { type AwsLookups, Places } from "../../provider/dataplane/places";

const read = (config: Record<string, string>) => readSettings({ get: (key) => config[key] });

test("defaults", () => expect(read({})).toEqual({ marker: true, previewReads: true, concurrency: 32 }));

test("everything that can be set", () => {
  expect(
    read({
      "iot-retained:region": "eu-west-1",
      "aws:profile": "fleet",
      "iot-retained:endpoint": "https://mqtt.example.com",
      "iot-retained:marker": "false",
      "iot-retained:previewReads": "false",
      "iot-retained:maxClears": "20",
      "iot-retained:maxChanges": "10%",
      "iot-retained:publishRate": "400",
      "iot-retained:readRate": "0.5",
      "iot-retained:concurrency": "8",
      "aws:accessKey": "AKIA",
      "aws:secretKey": "secret",
      "aws:token": "token",
    }),
  ).toEqual({
    region: "eu-west-1",
    profile: "fleet",
    endpoint: "https://mqtt.example.com",
    marker: false,
    previewReads: false,
    maxClears: 20,
    maxChanges: "10%",
    publishRate: 400,
    readRate: 0.5,
    concurrency: 8,
    keys: { accessKeyId: "AKIA", secretAccessKey: "secret", sessionToken: "token" },
  });
});

test("our own keys win over those of aws", () => {
  expect(read({ "aws:region": "us-east-1", "aws:profile": "a" })).toMatchObject({ region: "us-east-1", profile: "a" });
  expect(read({ "aws:region": "us-east-1", "iot-retained:region": "eu-west-1" }).region).toBe("eu-west-1");
});

test("all faults at once, and no value is quoted", () => {
  const config = {
    "iot-retained:publishRate": "fast",
    "iot-retained:concurrency": "1.5",
    "iot-retained:marker": "yes",
    "iot-retained:endpoint": "mqtt.example.com",
    "iot-retained:region": "mars 1",
    "iot-retained:roleArn": "arn:aws:iam::1:role/x",
    "iot-retained:owner": "acme/{organization}",
    "aws:assumeRole": '{"roleArn":"x"}',
    "aws:assumeRoles": "[]",
    "aws:allowedAccountIds": '["1"]',
    "aws:forbiddenAccountIds": "one",
    "aws:secretKey": "hunter2",
  };
  for (const fault of [
    "iot-retained:publishRate: expected a number above 0",
    "iot-retained:concurrency: expected a whole number above 0",
    "iot-retained:marker: expected true or false",
    "iot-retained:endpoint: expected a URL that begins with https:// or http://",
    "iot-retained:region: expected a Region, such as eu-west-1",
    "iot-retained:roleArn: expected the ARN of an IAM role",
    "iot-retained:owner: expected {project} or {stack}, got {organization}",
    "aws:assumeRole: expected the ARN of an IAM role",
    "aws:assumeRoles: not supported, and ignoring it could publish to the wrong place",
    "aws:allowedAccountIds: expected account ids of 12 digits",
    "aws:forbiddenAccountIds: expected structured configuration",
    "aws:accessKey and aws:secretKey: expected both or neither",
  ]) {
    expect(() => read(config)).toThrow(fault);
  }
  expect(() => read(config)).not.toThrow("hunter2");
});

describe("a place", () => {
  const warnings: string[] = [];
  const warn = async (line: string) => void warnings.push(line);
  const unexpected = () => Promise.reject(new Error("not expected to be asked"));
  const aws = {
    profileRegion: unexpected,
    discoverDataEndpoint: unexpected,
    assertCredentials: async () => undefined,
    callerAccount: async () => "111122223333",
  };
  const places = (config: Record<string, string>, environment: NodeJS.ProcessEnv, asked: Partial<AwsLookups> = {}) =>
    new Places(read(config), environment, warn, { ...aws, ...asked });
  const url = "https://a.example.com";

  test("an argument wins over the configuration, and that over the environment", async () => {
    const all = places(
      { "iot-retained:region": "eu-west-2", "iot-retained:endpoint": "https://b.example.com" },
      { AWS_REGION: "eu-west-3", AWS_ENDPOINT_URL_IOT_DATA_PLANE: "https://c.example.com" },
    );
    expect(await all.resolve({ region: "eu-west-1", endpoint: url })).toEqual({
      region: "eu-west-1",
      dataEndpoint: url,
      accountId: "111122223333",
    });
    expect(await all.resolve({})).toMatchObject({ region: "eu-west-2", dataEndpoint: "https://b.example.com" });
  });

  test.each<[NodeJS.ProcessEnv, string, string]>([
    [{ AWS_REGION: "a", AWS_DEFAULT_REGION: "b", AWS_ENDPOINT_URL: url }, "a", url],
    [{ AWS_DEFAULT_REGION: "b", AWS_ENDPOINT_URL: `${url}/` }, "b", url],
    [{ AWS_REGION: "a", AWS_ENDPOINT_URL: "https://b.example.com", AWS_ENDPOINT_URL_IOT_DATA_PLANE: url }, "a", url],
    [{ AWS_REGION: "a", AWS_ENDPOINT_URL: "http://127.0.0.1:1" }, "local", "http://127.0.0.1:1"],
  ])("of the environment %j", async (environment, region, dataEndpoint) => {
    expect(await places({}, environment).resolve({})).toMatchObject({ region, dataEndpoint });
  });

  test("an endpoint of the environment that is no URL is refused by the variable's name", async () => {
    const place = places({ "iot-retained:region": "eu-west-1" }, { AWS_ENDPOINT_URL: "localhost:4566" }).resolve({});
    await expect(place).rejects.toThrow(/^AWS_ENDPOINT_URL: expected a URL/);
  });

  test("a recorded one holds while the environment agrees, or the configuration has moved on", async () => {
    const recorded = { region: "a", dataEndpoint: url };
    const same = places({}, { AWS_REGION: "a", AWS_ENDPOINT_URL: url });
    expect((await same.resolveRecorded(recorded, {})).place).toEqual(recorded);
    const config = { "iot-retained:endpoint": "https://b.example.com", "iot-retained:region": "eu-west-2" };
    expect((await places(config, {}).resolveRecorded(recorded, {})).place).toEqual(recorded);
    const elsewhere = places({}, { AWS_REGION: "b", AWS_ENDPOINT_URL: url });
    await expect(elsewhere.resolveRecorded(recorded, {})).rejects.toThrow(
      /published in a at .*now points to one in b at/,
    );
    expect((await elsewhere.resolveRecorded(recorded, { region: "a" })).place).toEqual(recorded);
  });

  describe("its account", () => {
    const config = { "iot-retained:region": "eu-west-1", "iot-retained:endpoint": url };
    const lists = (allowed: string, forbidden = "") => ({
      ...config,
      "aws:allowedAccountIds": allowed,
      "aws:forbiddenAccountIds": forbidden,
    });

    test("is asked once for all messages, and not for a local endpoint", async () => {
      let asked = 0;
      const callerAccount = async () => String(++asked);
      const all = places(config, {}, { callerAccount });
      await Promise.all([all.resolve({}), all.resolve({ region: "eu-west-2" })]);
      expect(asked).toBe(1);
      const { accountId } = await places({}, { AWS_ENDPOINT_URL: "http://127.0.0.1:1" }, { callerAccount }).resolve({});
      expect([accountId, asked]).toEqual([undefined, 1]);
    });

    test("is compared with the recorded one, where both are known", async () => {
      const recorded = { region: "eu-west-1", dataEndpoint: url };
      await expect(places(config, {}).resolveRecorded({ ...recorded, accountId: "444455556666" }, {})).rejects.toThrow(
        /published in eu-west-1 at .* of account 444455556666, but the credentials are of account 111122223333/,
      );
      expect(await places(config, {}).resolveRecorded(recorded, {})).toEqual({ place: recorded, isSame: true });
    });

    test.each([
      [lists('["111122223333"]'), undefined],
      [lists('["444455556666"]'), /account 111122223333, which aws:allowedAccountIds does not allow/],
      [lists("[]"), /aws:allowedAccountIds does not allow/],
      [lists("", '["444455556666"]'), undefined],
      [lists("", "[111122223333]"), /aws:forbiddenAccountIds does not allow/],
    ])("with %j", async (given, reason) => {
      const place = places(given, {}).resolve({});
      await (reason === undefined ? expect(place).resolves.toBeDefined() : expect(place).rejects.toThrow(reason));
    });

    test("that cannot be asked is one warning, and an error where lists or credentials need it", async () => {
      const callerAccount = () =>
        Promise.reject(new DataPlaneError(failure, "asking STS for the account", "no answer"));
      let failure: { kind: FailureKind; mayHaveActed: boolean } = { kind: "unreachable", mayHaveActed: false };
      const all = places(config, {}, { callerAccount });
      await all.resolve({});
      await all.resolve({ region: "eu-west-2" });
      expect(warnings.splice(0)).toEqual([
        expect.stringMatching(/^asking STS for the account: no answer\. So nothing checks/),
      ]);
      await expect(places(lists('["111122223333"]'), {}, { callerAccount }).resolve({})).rejects.toThrow(/no answer/);
      failure = { kind: "noCredentials", mayHaveActed: false };
      await expect(places(config, {}, { callerAccount }).resolve({})).rejects.toThrow(/no answer/);
      expect(warnings).toEqual([]);
    });
  });
});

test("the role to assume, ours before the one of aws, in the words of AssumeRole", () => {
  const assumeRole = JSON.stringify({
    roleArn: "arn:aws:iam::111122223333:role/fleet/deploy",
    sessionName: "ci",
    externalId: "x",
    duration: "1h30m",
    tags: { team: "iot" },
    policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
  });
  expect(read({ "aws:assumeRole": assumeRole }).role).toEqual({
    RoleArn: "arn:aws:iam::111122223333:role/fleet/deploy",
    RoleSessionName: "ci",
    ExternalId: "x",
    DurationSeconds: 5400,
    Tags: [{ Key: "team", Value: "iot" }],
    PolicyArns: [{ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
  });
  const ours = { "iot-retained:roleArn": "arn:aws-cn:iam::111122223333:role/x", "aws:assumeRole": assumeRole };
  expect(read(ours).role).toEqual({ RoleArn: "arn:aws-cn:iam::111122223333:role/x" });
});

test("a profile of our own wins over keys and role of aws", () => {
  const role = '{"roleArn":"arn:aws:iam::111122223333:role/x"}';
  const aws = { "aws:accessKey": "AKIA", "aws:secretKey": "secret", "aws:assumeRole": role };
  const settings = read({ ...aws, "iot-retained:profile": "fleet" });
  expect([settings.profile, settings.keys, settings.role]).toEqual(["fleet", undefined, undefined]);
});
