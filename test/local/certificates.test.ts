import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { certificateText } from "../../provider/dataplane/certificates";

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

/** Publishes with the SDK in a process of its own, and gives what it has come to: Node reads the variable at its start. */
async function publish(dataEndpoint: string, NODE_EXTRA_CA_CERTS?: string): Promise<string> {
  const script = `
    const { AwsDataPlane } = require(${JSON.stringify(join(__dirname, "../../dist/dataplane/aws-data-plane"))});
    const access = { keys: { accessKeyId: "AKID", secretAccessKey: "secret" } };
    const place = { region: "eu-west-1", dataEndpoint: ${JSON.stringify(dataEndpoint)} };
    const plane = new AwsDataPlane(place, access, { publishRate: 100, readRate: 100, concurrency: 1 });
    plane.publish({ topic: "a", payload: Buffer.from("x"), qos: 1, userProperties: [] })
      .then(() => console.log("published"), ({ kind, message }) => console.log(kind + ": " + message))
      .finally(() => process.exit());`;
  const env = { ...process.env, ...(NODE_EXTRA_CA_CERTS === undefined ? {} : { NODE_EXTRA_CA_CERTS }) };
  return (await promisify(execFile)(process.execPath, ["-e", script], { env })).stdout.trim();
}

const ADVICE =
  ". If your network shows a certificate of its own in place of AWS's, name the file of its CA in NODE_EXTRA_CA_CERTS. " +
  "If not, check the endpoint and the clock";

test("a certificate that is not trusted is named, with what to do, and nothing is sent", async () => {
  expect(await publish(endpoint("localhost"))).toBe(
    "untrusted: publishing retained message (a): a certificate of localhost, issued by Acme Network CA, which is not " +
      `trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE), from ${endpoint("localhost")}${ADVICE}`,
  );
  expect(calls).toBe(0);
});

test("it is trusted with NODE_EXTRA_CA_CERTS, unless it is for another host", async () => {
  expect(await publish(endpoint("localhost"), fixture("ca.pem"))).toBe("published");
  expect(calls).toBe(1);
  expect(await publish(endpoint("127.0.0.1"), fixture("ca.pem"))).toBe(
    "untrusted: publishing retained message (a): a certificate of localhost, issued by Acme Network CA, which is not " +
      `trusted (ERR_TLS_CERT_ALTNAME_INVALID), from ${endpoint("127.0.0.1")}${ADVICE}`,
  );
  expect(calls).toBe(1);
});

test("a name in a certificate cannot change what a terminal shows", () => {
  const name = { C: "", ST: "", L: "", O: "", OU: "", CN: "\u001b[2J" };
  expect(certificateText({ subject: name, issuer: name })).toBe("of \\u001b[2J, issued by \\u001b[2J");
});
