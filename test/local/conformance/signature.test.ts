import { presignedUrl, signedHeaders } from "./support/signature";

// The expected signatures are those of the SDK's own signer for the same requests.
const signer = {
  host: "abc-ats.iot.eu-west-1.amazonaws.com",
  region: "eu-west-1",
  keys: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "a/token==" },
  now: new Date("2026-01-02T03:04:05.678Z"),
};

test("a request is signed with its path encoded twice", () => {
  const target = "/topics/a%2Fb%20c?retain=true&contentType=text%2Fplain&qos=1";
  const { authorization } = signedHeaders(signer, { method: "POST", target, body: Buffer.from("on") });
  expect(authorization).toContain("Signature=cf2cc4d8cebb8d1a492f5eaaa84d693d1580343e32f4e5c8a53e9046011a5306");
});

test("the URL of MQTT over WebSocket is signed without the session token", () => {
  const url = presignedUrl(signer);
  expect(url).toContain("X-Amz-Signature=1c899d4a4c39d60a4c7c1657c6a08418e3ff0eb737046c77d07bf95d702d8c3e");
  expect(url).toMatch(/&X-Amz-Security-Token=a%2Ftoken%3D%3D$/);
});
