import { readSettings } from "../../provider/engine/configuration";
import { Places } from "../../provider/engine/places";

const read = (config: Record<string, string>, environment: NodeJS.ProcessEnv = {}) =>
  readSettings({ get: (key) => config[key] }, environment);

test("defaults", () => expect(read({})).toEqual({ marker: true, concurrency: 32 }));

test("everything that can be set", () => {
  expect(
    read({
      "iot-retained:region": "eu-west-1",
      "iot-retained:profile": "fleet",
      "iot-retained:endpoint": "https://mqtt.example.com",
      "iot-retained:marker": "false",
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
    publishRate: 400,
    readRate: 0.5,
    concurrency: 8,
    keys: { accessKeyId: "AKIA", secretAccessKey: "secret", sessionToken: "token" },
  });
});

test("our own keys win over those of aws, and those over the environment", () => {
  expect(read({ "aws:region": "us-east-1", "aws:profile": "a" }, { AWS_PROFILE: "b" })).toMatchObject({
    region: "us-east-1",
    profile: "a",
  });
  expect(read({ "aws:region": "us-east-1", "iot-retained:region": "eu-west-1" }).region).toBe("eu-west-1");
  expect(read({}, { AWS_PROFILE: "b" }).profile).toBe("b");
});

test("all faults at once, and no value is quoted", () => {
  const config = {
    "iot-retained:publishRate": "fast",
    "iot-retained:concurrency": "1.5",
    "iot-retained:marker": "yes",
    "iot-retained:endpoint": "mqtt.example.com",
    "iot-retained:region": "mars 1",
    "iot-retained:roleArn": "arn:aws:iam::1:role/x",
    "aws:assumeRole": "{}",
    "aws:secretKey": "hunter2",
  };
  expect(() => read(config)).toThrow(
    /publishRate: expected a number above 0.*concurrency: expected a whole number.*marker: expected true or false|aws:assumeRole/,
  );
  for (const key of Object.keys(config)) expect(() => read(config)).toThrow(key);
  expect(() => read(config)).not.toThrow("hunter2");
});

describe("a place", () => {
  const places = (config: Record<string, string>, environment: NodeJS.ProcessEnv) =>
    new Places(read(config), environment);
  const url = "https://a.example.com";

  test("an argument wins over the configuration, and that over the environment", async () => {
    const all = places(
      { "iot-retained:region": "eu-west-2", "iot-retained:endpoint": "https://b.example.com" },
      { AWS_REGION: "eu-west-3", AWS_ENDPOINT_URL_IOT_DATA_PLANE: "https://c.example.com" },
    );
    expect(await all.resolve({ region: "eu-west-1", endpoint: url })).toEqual({
      region: "eu-west-1",
      dataEndpoint: url,
    });
    expect(await all.resolve({})).toEqual({ region: "eu-west-2", dataEndpoint: "https://b.example.com" });
  });

  test.each<[NodeJS.ProcessEnv, string, string]>([
    [{ AWS_REGION: "a", AWS_DEFAULT_REGION: "b", AWS_ENDPOINT_URL: url }, "a", url],
    [{ AWS_DEFAULT_REGION: "b", AWS_ENDPOINT_URL: `${url}/` }, "b", url],
    [{ AWS_REGION: "a", AWS_ENDPOINT_URL: "https://b.example.com", AWS_ENDPOINT_URL_IOT_DATA_PLANE: url }, "a", url],
    [{ AWS_REGION: "a", AWS_ENDPOINT_URL: "http://127.0.0.1:1" }, "local", "http://127.0.0.1:1"],
  ])("of the environment %j", async (environment, region, dataEndpoint) => {
    expect(await places({}, environment).resolve({})).toEqual({ region, dataEndpoint });
  });

  test("an endpoint of the environment that is no URL is refused by the variable's name", async () => {
    const place = places({ "iot-retained:region": "eu-west-1" }, { AWS_ENDPOINT_URL: "localhost:4566" }).resolve({});
    await expect(place).rejects.toThrow(/^AWS_ENDPOINT_URL: expected a URL/);
  });

  test("a recorded one holds while the environment agrees, or the configuration has moved on", async () => {
    const recorded = { region: "a", dataEndpoint: url };
    const same = places({}, { AWS_REGION: "a", AWS_ENDPOINT_URL: url });
    expect(await same.recorded(recorded, {})).toEqual(recorded);
    const config = { "iot-retained:endpoint": "https://b.example.com", "iot-retained:region": "eu-west-2" };
    expect(await places(config, {}).recorded(recorded, {})).toEqual(recorded);
    const elsewhere = places({}, { AWS_REGION: "b", AWS_ENDPOINT_URL: url });
    await expect(elsewhere.recorded(recorded, {})).rejects.toThrow(/published in a at .*now points to one in b at/);
    expect(await elsewhere.recorded(recorded, { region: "a" })).toEqual(recorded);
  });
});
