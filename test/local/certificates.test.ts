import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { mistrust } from "../../provider/dataplane/certificates";

// The certificate is for `localhost`. It was made with openssl, as was its CA, whose key is kept nowhere.
const fixture = (name: string) => join(__dirname, "../fixtures/tls", name);

let server: Server;
let calls: number;

beforeEach(async () => {
  calls = 0;
  const pair = { key: readFileSync(fixture("key.pem")), cert: readFileSync(fixture("cert.pem")) };
  server = createServer(pair, (_, response) => {
    calls++;
    response.setHeader("x-amzn-RequestId", "request").end('{"message":"OK","traceId":"trace"}');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const endpoint = (host: string) => `https://${host}:${(server.address() as AddressInfo).port}`;

/** Runs a call of the built package in a process of its own, since Node reads NODE_EXTRA_CA_CERTS at its start. */
async function outcome(module: string, call: string, variables: NodeJS.ProcessEnv): Promise<string> {
  const script = `
    const { AwsDataPlane, callerAccount } = require(${JSON.stringify(join(__dirname, "../../dist/dataplane", module))});
    const access = { keys: { accessKeyId: "AKID", secretAccessKey: "secret" } };
    (async () => ${call})()
      .then(() => console.log("done"), ({ kind, message }) => console.log(kind + ": " + message))
      .finally(() => process.exit());`;
  const env = { ...process.env, ...variables };
  return (await promisify(execFile)(process.execPath, ["-e", script], { env })).stdout.trim();
}

function publish(dataEndpoint: string, variables: NodeJS.ProcessEnv = {}): Promise<string> {
  const place = JSON.stringify({ region: "eu-west-1", dataEndpoint });
  const plane = `new AwsDataPlane(${place}, access, { publishRate: 100, readRate: 100, concurrency: 1 })`;
  const call = `${plane}.publish({ topic: "a", payload: Buffer.from("x"), qos: 1, userProperties: [] })`;
  return outcome("aws-data-plane", call, variables);
}

const reason = (code: string) =>
  `no answer (${code}: the certificate of localhost, issued by Acme Network CA, is not trusted; ` +
  "if it is one of your network, name the file of its CA in NODE_EXTRA_CA_CERTS)";

test("a certificate that is not trusted is named, with what to do, and nothing is sent", async () => {
  expect(await publish(endpoint("localhost"))).toBe(
    `untrusted: publishing retained message (a): ${reason("UNABLE_TO_VERIFY_LEAF_SIGNATURE")} from ` +
      `${endpoint("localhost")}. Check the endpoint, any proxy, and the clock`,
  );
  const sts = { AWS_ENDPOINT_URL_STS: endpoint("localhost") };
  expect(await outcome("identity", 'callerAccount("eu-west-1", access)', sts)).toBe(
    `untrusted: asking STS for the account: ${reason("UNABLE_TO_VERIFY_LEAF_SIGNATURE")}`,
  );
  expect(calls).toBe(0);
});

test("it is trusted with NODE_EXTRA_CA_CERTS, unless it is for another host", async () => {
  const variables = { NODE_EXTRA_CA_CERTS: fixture("ca.pem") };
  expect(await publish(endpoint("localhost"), variables)).toBe("done");
  expect(calls).toBe(1);
  expect(await publish(endpoint("127.0.0.1"), variables)).toContain(reason("ERR_TLS_CERT_ALTNAME_INVALID"));
  expect(calls).toBe(1);
});

test("a name in a certificate cannot change what a terminal shows", () => {
  const name = { C: "", ST: "", L: "", O: "", OU: "", CN: "\u001b[2J" };
  expect(mistrust({ subject: name, issuer: name })).toContain("of \\u001b[2J, issued by \\u001b[2J, is");
});
