import { readSettings } from "../../provider/dataplane/configuration";
import { accessSettings } from "../../provider/dataplane/credentials";
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
    "aws:assumeRole": '{"roleArn":"x","externalID":"hunter2","sessionName":7}',
    "aws:assumeRoles": "[]",
    "iot-retained:assumeRole": '{"roleArn":1,"externalId":"hunter2","duration":"soon"}',
    "iot-retained:allowedAccountIds": "12345678901",
    "iot-retained:forbiddenAccountIds": "123456789012,hunter2",
    "iot-retained:accessKey": "hunter2",
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
    "aws:assumeRole.roleArn: expected the ARN of an IAM role",
    "aws:assumeRole.sessionName: expected text",
    "aws:assumeRole: `externalID`: there is no such property; the nearest is `externalId`",
    "aws:assumeRoles: not supported, and ignoring it could publish to the wrong place",
    "iot-retained:assumeRole.roleArn: expected the ARN of an IAM role",
    "iot-retained:assumeRole.duration: expected a duration such as 1h or 30m",
    "iot-retained:allowedAccountIds: expected account ids of 12 digits, as a list or one alone",
    "iot-retained:forbiddenAccountIds: expected structured configuration",
    "iot-retained:accessKey and iot-retained:secretKey: expected both or neither",
    "aws:allowedAccountIds.0: expected account ids of 12 digits",
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

    test.each([
      [["111122223333"], ["111122223333"], undefined],
      [["444455556666"], ["111122223333"], "iot-retained:allowedAccountIds"],
      [["111122223333"], ["444455556666"], "aws:allowedAccountIds"],
    ])("with %j allowed by us and %j by aws", async (ours, all, refusing) => {
      const allowed = { "iot-retained:allowedAccountIds": ours, "aws:allowedAccountIds": all };
      const given = Object.entries(allowed).map(([key, ids]) => [key, JSON.stringify(ids)]);
      const place = places({ ...config, ...Object.fromEntries(given) }, {}).resolve({});
      if (refusing === undefined) await expect(place).resolves.toBeDefined();
      else await expect(place).rejects.toThrow(`account 111122223333, which ${refusing} does not allow`);
    });

    test("is refused by a forbidding list of ours, which may be a single id", async () => {
      const given = { ...lists('["111122223333"]'), "iot-retained:forbiddenAccountIds": "111122223333" };
      await expect(places(given, {}).resolve({})).rejects.toThrow(/which iot-retained:forbiddenAccountIds does not/);
      const other = { ...given, "iot-retained:forbiddenAccountIds": "011122223333" };
      await expect(places(other, {}).resolve({})).resolves.toBeDefined();
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

const assumeRole = JSON.stringify({
  roleArn: "arn:aws:iam::111122223333:role/fleet/deploy",
  sessionName: "ci",
  externalId: "x",
  duration: "1h30m",
  policy: "{}",
  sourceIdentity: "dana",
  tags: { team: "iot" },
  transitiveTagKeys: ["team"],
  policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
});

test.each(["iot-retained", "aws"])("the role to assume by %s:assumeRole, in the words of AssumeRole", (namespace) => {
  expect(read({ [`${namespace}:assumeRole`]: assumeRole }).role).toEqual({
    RoleArn: "arn:aws:iam::111122223333:role/fleet/deploy",
    RoleSessionName: "ci",
    ExternalId: "x",
    DurationSeconds: 5400,
    Policy: "{}",
    SourceIdentity: "dana",
    Tags: [{ Key: "team", Value: "iot" }],
    TransitiveTagKeys: ["team"],
    PolicyArns: [{ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
  });
});

test("a role of our own, in either form, wins over the one of aws", () => {
  const RoleArn = "arn:aws-cn:iam::111122223333:role/x";
  const ours = { "iot-retained:roleArn": RoleArn, "aws:assumeRole": assumeRole };
  expect(read(ours).role).toEqual({ RoleArn });
  const assumed = { "iot-retained:assumeRole": JSON.stringify({ roleArn: RoleArn }), "aws:assumeRole": assumeRole };
  expect(read(assumed).role).toEqual({ RoleArn });
});

test("a role in both forms has to be the same one, and then has its options", () => {
  const same = { "iot-retained:roleArn": JSON.parse(assumeRole).roleArn, "iot-retained:assumeRole": assumeRole };
  expect(read(same).role).toMatchObject({ RoleSessionName: "ci" });
  const other = { ...same, "iot-retained:roleArn": "arn:aws:iam::111122223333:role/x" };
  expect(() => read(other)).toThrow("iot-retained:roleArn and iot-retained:assumeRole: expected one of them");
});

describe("what decides the account", () => {
  const aws = {
    "aws:profile": "all",
    "aws:accessKey": "AKIA",
    "aws:secretKey": "secret",
    "aws:token": "token",
    "aws:assumeRole": assumeRole,
  };
  const access = (config: Record<string, string>) => {
    const { profile, keys, role } = read({ ...aws, ...config });
    return { profile, keys, role: role?.RoleArn };
  };
  const profile = { "iot-retained:profile": "fleet" };
  const keys = { "iot-retained:accessKey": "AKIB", "iot-retained:secretKey": "ours" };
  const ours = { accessKeyId: "AKIB", secretAccessKey: "ours" };

  test("a profile of our own sets aside profile, keys and role of aws", () => {
    expect(access(profile)).toEqual({ profile: "fleet", keys: undefined, role: undefined });
  });

  test("so do keys of our own, which take no token of aws", () => {
    expect(access(keys)).toEqual({ profile: undefined, keys: ours, role: undefined });
    expect(access({ ...keys, "iot-retained:token": "t" }).keys).toEqual({ ...ours, sessionToken: "t" });
  });

  test("a role of our own is assumed with what is left: our keys or profile, or those of aws", () => {
    const RoleArn = "arn:aws:iam::111122223333:role/x";
    const role = { "iot-retained:roleArn": RoleArn };
    expect(access({ ...keys, ...role })).toEqual({ profile: undefined, keys: ours, role: RoleArn });
    expect(access({ ...profile, ...role })).toEqual({ profile: "fleet", keys: undefined, role: RoleArn });
    expect(access(role)).toMatchObject({ profile: "all", keys: { accessKeyId: "AKIA" }, role: RoleArn });
  });

  test("keys win over a profile, which then only names a Region", () => {
    const access = read({ ...profile, ...keys });
    expect(access).toMatchObject({ profile: "fleet", keys: ours });
    expect(accessSettings(access, undefined, "eu-west-1")).toEqual({ profile: "fleet", credentials: ours });
  });

  test("a token needs its keys, and an empty setting is none", () => {
    expect(() => read({ "iot-retained:token": "hunter2" })).toThrow(
      /iot-retained:token: expected iot-retained:accessKey and iot-retained:secretKey with it$/,
    );
    expect(read({ "iot-retained:accessKey": "", "iot-retained:secretKey": "", "iot-retained:profile": "" })).toEqual(
      read({}),
    );
  });
});
