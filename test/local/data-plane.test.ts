process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { classify } from "../../provider/dataplane/errors";
import { type Answer, good, publish, useWire } from "./support/wire";

const on = useWire();

const HOUR = 3_600_000;
const START = Date.UTC(2030, 0, 1);

test("credentials are kept until they expire, and then fetched anew", async () => {
  const now = jest.spyOn(Date, "now").mockReturnValue(START);
  const file = join(on.folder, "credentials.json");
  const issue = (accessKeyId: string, hours: number) => {
    const expiration = new Date(START + hours * HOUR).toISOString();
    const credentials = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: "s", Expiration: expiration };
    writeFileSync(file, JSON.stringify(credentials));
  };
  writeFileSync(join(on.folder, "config"), `[profile fleet]\ncredential_process = cat ${file}\n`);
  const plane = on.wire.dataPlane({ profile: "fleet" });
  issue("AKIA1", 1);
  await publish(plane, "a");
  issue("AKIA2", 3);
  await publish(plane, "b");
  now.mockReturnValue(START + 2 * HOUR);
  await publish(plane, "c");
  now.mockReturnValue(START + 4 * HOUR);
  rmSync(file);
  await expect(publish(plane, "d")).rejects.toMatchObject({ kind: "noCredentials" });
  issue("AKIA3", 6);
  await publish(plane, "e");
  const signedWith = on.wire.header("authorization").map((value = "") => /Credential=(\w+)/.exec(value)?.[1]);
  expect(signedWith).toEqual(["AKIA1", "AKIA1", "AKIA2", "AKIA3"]);
});

test("after an answer that the signature is too old, requests are signed at the time of AWS", async () => {
  jest.spyOn(Date, "now").mockReturnValue(START);
  const headers = { date: new Date(START + HOUR).toUTCString() };
  const body = '{"message":"Signature expired"}';
  on.wire.answers.push(good, {
    status: 403,
    headers: { ...headers, "x-amzn-errortype": "InvalidSignatureException" },
    body,
  });
  const plane = on.wire.dataPlane();
  await publish(plane, "a");
  await expect(publish(plane, "b")).rejects.toMatchObject({ kind: "notAllowed" });
  await publish(plane, "c");
  expect(on.wire.header("x-amz-date")).toEqual(["20300101T000000Z", "20300101T000000Z", "20300101T010000Z"]);
});

test.each<[string, Answer, RegExp]>([
  [
    "a refusal",
    { status: 403, headers: { "x-amzn-RequestId": "r-1", "x-amzn-errortype": "ForbiddenException" }, body: "{}" },
    /403 ForbiddenException, request r-1 from .*Allow iot:Publish/,
  ],
  ["a page", { status: 200, body: "<html>log in</html>" }, /status 200\) that is not one of AWS from/],
  ["an error page", { status: 404, body: "<html>not here</html>" }, /\(status 404\) that is not one of AWS from/],
])("%s is the same error for the first request and for a later one", async (_name, bad, text) => {
  on.wire.answers.push(bad);
  const first = await publish(on.wire.dataPlane(), "a").catch((error) => error);
  const plane = on.wire.dataPlane();
  await publish(plane, "b");
  on.wire.answers.push(bad);
  const later = await publish(plane, "a").catch((error) => error);
  expect(later.message).toMatch(text);
  expect({ ...later, message: later.message }).toEqual({ ...first, message: first.message });
});

test("an answer that ends before its body is the error that it is of the SDK alone", async () => {
  const cut = { ...good, isCut: true };
  on.wire.answers.push(cut, cut);
  const input = { topic: "a", payload: Buffer.from("on"), qos: 1, retain: true };
  const alone = classify(
    await on.wire
      .sdkAlone()
      .send(new PublishCommand(input))
      .catch((error) => error),
  );
  expect(alone).toMatchObject({ kind: "unintelligible", mayHaveActed: true });
  await expect(publish(on.wire.dataPlane(), "a")).rejects.toMatchObject({
    kind: alone.kind,
    mayHaveActed: alone.mayHaveActed,
    message: expect.stringContaining(alone.reason),
  });
  expect(on.wire.sent).toHaveLength(2);
});
