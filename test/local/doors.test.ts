import { writeFileSync } from "node:fs";
import { request as requestTls } from "node:https";
import { connect as connectTcp } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import mqtt from "mqtt";
import WebSocket from "ws";
import { type LocalEndpoint, type LocalEndpointOptions, startLocalEndpoint } from "../../provider/local";
import { folder } from "../support/folder";
import { connectMqtt, http } from "./support/clients";

let local: LocalEndpoint;

async function start(options: LocalEndpointOptions = {}): Promise<void> {
  local = await startLocalEndpoint(options);
}

afterEach(() => local.close());

function signedBy(key: string) {
  return { authorization: `AWS4-HMAC-SHA256 Credential=${key}/20300101/eu-west-1/iotdata/aws4_request, Signature=0` };
}

const signed = signedBy("local");

/** Publishes as a request with these headers, and tells the status, and whether the message is there. */
async function publishWith(headers: Record<string, string>): Promise<[status: number, isThere: boolean]> {
  const { status } = await http(local.endpoint, "POST", "/topics/t?retain=true", { body: "x", headers });
  const { status: found } = await http(local.endpoint, "GET", "/retainedMessage/t", { headers: signed });
  return [status, found === 200];
}

describe("pages and neighbours", () => {
  beforeEach(() => start({ allowHosts: ["iot", "192.0.2.7", "2001:db8::7"] }));

  test.each<[string, Record<string, string>]>([
    ["a page of another origin", { origin: "http://evil.example", "content-type": "text/plain" }],
    ["a page without an origin, such as a file or a sandboxed frame", { origin: "null" }],
    ["a page on another port of this machine", { origin: "http://127.0.0.1:1" }],
    ["a page whose name resolves to this machine", { host: "evil.example", origin: "http://evil.example" }],
    ["a name that is not the endpoint's, with a port", { host: "evil.example:80" }],
    ["a name that begins like one of its own", { host: "localhost.evil.example" }],
    ["a page that the browser calls foreign", { "sec-fetch-site": "cross-site" }],
    ["a page of a sibling host", { "sec-fetch-site": "same-site" }],
  ])("%s publishes nothing", async (_, headers) => {
    expect(await publishWith(headers)).toEqual([403, false]);
  });

  test("the target in absolute form counts, and not the header", async () => {
    const path = "http://evil.example/topics/t?retain=true";
    expect((await http(local.endpoint, "POST", path, { body: "x" })).status).toBe(403);
    const own = `${local.endpoint}/topics/t?retain=true`;
    expect((await http(local.endpoint, "POST", own, { body: "x" })).status).toBe(200);
    expect((await http(local.endpoint, "GET", `${local.endpoint}/retainedMessage/t`)).status).toBe(200);
  });

  test.each<[string, Record<string, string>]>([
    ["no page", {}],
    ["an address as host", { host: "192.0.2.1:18830" }],
    ["an address of version 6", { host: "[::1]:18830" }],
    ["localhost", { host: "LocalHost:18830" }],
    ["a name that is allowed", { host: "iot:18830" }],
    ["an address bar", { "sec-fetch-site": "none" }],
  ])("%s is let in", async (_, headers) => {
    expect(await publishWith(headers)).toEqual([200, true]);
  });

  test("a link to the console is followed, and nothing else is", async () => {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-dest": "document", "sec-fetch-mode": "navigate" };
    const status = async (method: string, path: string, more = {}) =>
      (await http(local.endpoint, method, path, { headers: { ...headers, ...more } })).status;
    expect(await status("GET", "/")).toBe(200);
    expect(await status("GET", "/", { "sec-fetch-dest": "iframe" })).toBe(403);
    expect(await status("GET", "/", { host: "evil.example" })).toBe(403);
    expect(await status("GET", "/retainedMessage")).toBe(403);
    expect(await status("POST", "/")).toBe(403);
  });

  test("DescribeEndpoint tells the host and port by which it was called", async () => {
    const { port } = new URL(local.endpoint);
    for (const host of [`127.0.0.1:${port}`, "iot:8080", "localhost"]) {
      const { text } = await http(local.endpoint, "GET", "/endpoint", { headers: { host } });
      expect(JSON.parse(text)).toEqual({ endpointAddress: host });
    }
  });

  test("an offer to change to another protocol is ignored", async () => {
    await publishWith({});
    const offer = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABkAAQAAP__" };
    const listing = await http(local.endpoint, "GET", "/retainedMessage", { headers: offer });
    expect([listing.status, JSON.parse(listing.text).retainedTopics]).toEqual([
      200,
      [expect.objectContaining({ topic: "t" })],
    ]);
    const path = "/topics/u?retain=true";
    expect((await http(local.endpoint, "POST", path, { body: "y".repeat(100_000), headers: offer })).status).toBe(200);
    expect((await http(local.endpoint, "GET", "/retainedMessage/u", { headers: offer })).status).toBe(200);
  });

  test("its own page is let in", async () => {
    expect(await publishWith({ origin: local.endpoint, "sec-fetch-site": "same-origin" })).toEqual([200, true]);
  });
});

describe("a token", () => {
  beforeEach(() => start({ token: "let me in" }));

  test("is the access key id of a signature", async () => {
    await http(local.endpoint, "POST", "/topics/t?retain=true", { body: "x" });
    for (const headers of [{}, signedBy("other"), signedBy("let me")]) {
      const answer = await http(local.endpoint, "GET", "/retainedMessage", { headers });
      expect([answer.status, answer.headers["x-amzn-errortype"]]).toEqual([403, "ForbiddenException:"]);
    }
    await local.close();
    for (const token of ["secret", "ab/cd+e=", "let me in", "a/20300101/b"]) {
      await start({ token });
      expect((await http(local.endpoint, "GET", "/retainedMessage", { headers: signedBy(token) })).status).toBe(200);
      const wrong = signedBy(token.slice(0, -1));
      expect((await http(local.endpoint, "GET", "/retainedMessage", { headers: wrong })).status).toBe(403);
      await local.close();
    }
    await start({ token: "x" });
  });

  test.each(["", "a,b", "schlüssel", "line\nbreak"])("%p cannot be one", async (token) => {
    await expect(startLocalEndpoint({ token })).rejects.toThrow("Expected a token of printable ASCII characters");
  });

  test.each([
    [4, undefined, 4],
    [4, "wrong", 4],
    [5, "wrong", 0x86],
  ] as const)("is the password of MQTT %d: %s is refused with %d", async (protocolVersion, password, code) => {
    const options = { protocolVersion, username: "any", ...(password && { password }) };
    await expect(connectMqtt(local.mqtt, options)).rejects.toMatchObject({ code });
    const { client } = await connectMqtt(local.mqtt, { protocolVersion, username: "any", password: "let me in" });
    client.end(true);
  });

  test("is the key that signs a WebSocket, or its password", async () => {
    const url = `${local.endpoint.replace("http", "ws")}/mqtt`;
    await expect(connectMqtt(url)).rejects.toMatchObject({ code: 4 });
    const signedUrl = `${url}?X-Amz-Credential=${encodeURIComponent("let me in/20300101/eu-west-1/iotdevicegateway")}`;
    for (const { client } of [
      await connectMqtt(signedUrl),
      await connectMqtt(url, { username: "a", password: "let me in" }),
    ]) {
      client.end(true);
    }
  });
});

test.each(["iot:18830", "*", "http://iot/", ""])("%p is no host name to allow", async (name) => {
  await expect(startLocalEndpoint({ allowHosts: [name] })).rejects.toThrow(
    "Expected a host name without scheme and port",
  );
  await start();
});

test.each(["0.0.0.0", "::"])("%s needs a token, or none on purpose", async (host) => {
  await expect(startLocalEndpoint({ host })).rejects.toThrow(`Other machines reach ${host}.`);
  await start({ host, token: false });
  expect((await http(local.endpoint, "GET", "/retainedMessage")).status).toBe(200);
});

describe("MQTT over WebSocket", () => {
  let url: string;

  beforeEach(async () => {
    await start();
    url = `${local.endpoint.replace("http", "ws")}/mqtt`;
  });

  test.each([4, 5] as const)("carries version %d, with large messages both ways", async (protocolVersion) => {
    const { client, inbox } = await connectMqtt(url, { protocolVersion });
    await client.subscribeAsync("t", { qos: 1 });
    const payload = Buffer.alloc(128 * 1024, "ü");
    await client.publishAsync("t", payload, { qos: 1 });
    expect((await inbox.next()).packet.payload).toEqual(payload);
    client.end(true);
  });

  test.each<[string, string, Record<string, string>, number]>([
    ["another path", "/other", {}, 404],
    ["a foreign origin", "/mqtt", { origin: "http://evil.example" }, 403],
    ["no origin that a page has", "/mqtt", { origin: "null" }, 403],
    ["a foreign host", "/mqtt", { host: "evil.example" }, 403],
  ])("%s is refused", async (_, path, headers, status) => {
    const socket = new WebSocket(local.endpoint.replace("http", "ws") + path, "mqtt", { headers });
    const answer = new Promise((resolve) => {
      socket.on("unexpected-response", (_request, response) => resolve(response.statusCode));
    });
    expect(await answer).toBe(status);
  });

  test("another protocol than mqtt is refused", async () => {
    const socket = new WebSocket(url, "chat");
    const error = new Promise<Error>((resolve) => socket.on("error", resolve));
    expect((await error).message).toContain("400");
  });

  test("a text frame closes the connection [MQTT-6.0.0-1]", async () => {
    const socket = new WebSocket(url, "mqtt");
    await new Promise((resolve) => socket.on("open", resolve));
    socket.send("text");
    await new Promise((resolve) => socket.on("close", resolve));
  });
});

describe("TLS", () => {
  beforeEach(() => start({ tls: true }));

  function tls() {
    if (local.tls === undefined) throw new Error("no TLS");
    const { endpoint, mqtt: broker, certificate, device } = local.tls;
    const { hostname, port } = new URL(endpoint);
    return { hostname, port: Number(port), mqtt: broker, ca: certificate, device };
  }

  test.each([
    ["what AWS calls MQTT with a certificate", ["x-amzn-mqtt-ca"]],
    ["mqtt", ["mqtt"]],
    ["no protocol", undefined],
  ])("one port takes MQTT from a client that asks for %s", async (_, protocols) => {
    const { mqtt: url, ca, device } = tls();
    const client = await mqtt.connectAsync(url, {
      reconnectPeriod: 0,
      ca,
      ...(device && { cert: device.certificate, key: device.key }),
      ...(protocols && { ALPNProtocols: protocols }),
    });
    await client.publishAsync("t", "x", { qos: 1, retain: true });
    client.end(true);
    expect((await http(local.endpoint, "GET", "/retainedMessage/t")).status).toBe(200);
  });

  test.each([
    ["what AWS calls HTTP with a certificate", ["x-amzn-http-ca"]],
    ["http/1.1", ["http/1.1"]],
    ["no protocol", undefined],
  ])("one port takes HTTP from a client that asks for %s", async (_, protocols) => {
    const { hostname, port, ca } = tls();
    const options = {
      hostname,
      port,
      ca,
      path: "/endpoint",
      agent: false,
      ...(protocols && { ALPNProtocols: protocols }),
    };
    const body = await new Promise<string>((resolve, reject) => {
      const outgoing = requestTls(options, (incoming) => void text(incoming).then(resolve));
      outgoing.on("error", reject);
      outgoing.end();
    });
    expect(JSON.parse(body)).toEqual({ endpointAddress: `127.0.0.1:${port}` });
  });

  test("a client that does not trust the certificate does not connect, and one with noise hurts nobody", async () => {
    const { hostname, port, ca } = tls();
    const strange = connectTls({ host: hostname, port });
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => strange.on("error", resolve));
    expect(error.code).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY/);
    const noise = connectTcp(port, hostname);
    noise.on("error", () => undefined);
    noise.write(Buffer.alloc(100, 1));
    await new Promise((resolve) => noise.on("close", resolve));
    const good = connectTls({ host: hostname, port, ca });
    await new Promise((resolve) => good.on("secureConnect", resolve));
    good.destroy();
  });
});

test("the certificate of a user is served, and a file that is not there is one sentence", async () => {
  await start();
  const tls = { certificateFile: "none.pem", keyFile: "none.key" };
  await expect(startLocalEndpoint({ tls })).rejects.toThrow("none.pem cannot be read: ENOENT.");
  const [certificateFile, other] = ["a", "b"].map((name) => join(folder(), name)) as [string, string];
  writeFileSync(certificateFile, "no certificate");
  writeFileSync(other, "no key");
  const isRefused = (key: string) =>
    expect(startLocalEndpoint({ tls: { certificateFile, keyFile: key } })).rejects.toThrow(
      `${certificateFile} and ${key} are no certificate and its key in PEM`,
    );
  await isRefused(other);
  const made = await startLocalEndpoint({ tls: true });
  writeFileSync(certificateFile, made.tls?.certificate ?? "");
  writeFileSync(other, made.tls?.device?.key ?? "");
  await made.close();
  await isRefused(other);
  writeFileSync(other, "");
  await isRefused(other);
});

test("requests that a client sends ahead are carried out and answered in their order", async () => {
  await start({ fault: ({ operation }) => (operation === "Publish" ? { delay: 50 } : undefined) });
  const { hostname, port } = new URL(local.endpoint);
  const socket = connectTcp(Number(port), hostname);
  const host = `Host: ${hostname}\r\n`;
  const publish = (payload: string) =>
    `POST /topics/t?retain=true HTTP/1.1\r\n${host}Content-Length: 1\r\n\r\n${payload}`;
  const get = `GET /retainedMessage/t HTTP/1.1\r\n${host}`;
  socket.write(`${publish("1")}${get}\r\n${publish("2")}${get}Connection: close\r\n\r\n`);
  const answers = (await text(socket)).split("HTTP/1.1 ").slice(1);
  expect(answers.map((answer) => answer.slice(0, 3))).toEqual(["200", "200", "200", "200"]);
  expect(answers[1]).toContain(Buffer.from("1").toString("base64"));
  expect(answers[3]).toContain(Buffer.from("2").toString("base64"));
});

describe("the console of an endpoint with a token", () => {
  beforeEach(() => start({ token: "let me in" }));

  function logIn(token: string) {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return http(local.endpoint, "POST", "/console/login", { body: `token=${encodeURIComponent(token)}`, headers });
  }

  test.each([
    ["GET", "/"],
    ["GET", "/console/events"],
    ["GET", "/console/message?topic=t"],
    ["POST", "/console/publish"],
    ["POST", "/console/clear"],
    ["GET", "/console/page.js"],
  ])("%s %s is for whoever is logged in", async (method, path) => {
    for (const cookie of ["", "iot-retained=1", `iot-retained-${new URL(local.endpoint).port}=`]) {
      expect((await http(local.endpoint, method, path, { headers: { cookie } })).status).toBe(401);
    }
  });

  test("it asks for the token, and a wrong one opens nothing", async () => {
    expect((await http(local.endpoint, "GET", "/")).text).toContain('<input type="password" name="token"');
    const answer = await logIn("let me");
    expect([answer.status, answer.headers["set-cookie"]]).toEqual([401, undefined]);
    expect(answer.text).toContain("That is not the token of this endpoint.");
  });

  test("the right one opens it, by a cookie that no script and no other site has", async () => {
    const { status, headers } = await logIn("let me in");
    expect([status, headers.location]).toEqual([303, "/"]);
    const [cookie = ""] = headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/^iot-retained-\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain("let me in");
    const [pair = ""] = cookie.split(";");
    const page = await http(local.endpoint, "GET", "/", { headers: { cookie: `other=1; ${pair}` } });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining("console/page.js")]);
  });

  test("a page of another origin cannot log in", async () => {
    const headers = { origin: "http://evil.example", "content-type": "application/x-www-form-urlencoded" };
    const answer = await http(local.endpoint, "POST", "/console/login", { body: "token=let+me+in", headers });
    expect(answer.status).toBe(403);
  });
});

test("the console is closed to pages of other origins", async () => {
  await start();
  for (const headers of [{ origin: "http://evil.example" }, { host: "evil.example" }] as Record<string, string>[]) {
    for (const path of ["/", "/console/events", "/console/message?topic=t"]) {
      expect((await http(local.endpoint, "GET", path, { headers })).status).toBe(403);
    }
  }
  expect((await http(local.endpoint, "GET", "/")).status).toBe(200);
});
