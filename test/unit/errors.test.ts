import { classify, isResourceNotFound } from "../../provider/dataplane/errors";
import { retrying } from "../../provider/dataplane/retry";

const service = (name: string, httpStatusCode: number, message = "m") =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode, requestId: "r-1" } });
const system = (code: string) => Object.assign(new Error(code), { code });

test.each<[string, Error, string, boolean]>([
  ["400", service("InvalidRequestException", 400), "invalid", false],
  ["401", service("UnauthorizedException", 401), "notAllowed", false],
  ["403", service("ForbiddenException", 403), "notAllowed", false],
  ["405", service("MethodNotAllowedException", 405), "unserved", false],
  ["429", service("ThrottlingException", 429), "throttled", true],
  ["429 of no name", service("Unknown", 429), "throttled", true],
  ["400 throttling, as the control plane says it", service("ThrottlingException", 400), "throttled", true],
  ["500", service("InternalFailureException", 500), "unavailable", true],
  ["503", service("ServiceUnavailableException", 503), "unavailable", true],
  ["504 of a proxy", service("Unknown", 504), "unavailable", true],
  ["404 of a proxy", service("Unknown", 404), "unintelligible", false],
  ["403 of a proxy", service("Unknown", 403), "unintelligible", false],
  ["refused", system("ECONNREFUSED"), "unreachable", true],
  ["reset", system("ECONNRESET"), "interrupted", true],
  ["an untrusted certificate", system("SELF_SIGNED_CERT_IN_CHAIN"), "untrusted", false],
  ["a certificate for another host", system("ERR_TLS_CERT_ALTNAME_INVALID"), "untrusted", false],
  ["no TLS", system("ERR_SSL_WRONG_VERSION_NUMBER"), "unserved", false],
  ["no such host", system("ENOTFOUND"), "unreachable", true],
  ["timeout", Object.assign(new Error("t"), { name: "TimeoutError" }), "interrupted", true],
  ["no credentials", Object.assign(new Error("c"), { name: "CredentialsProviderError" }), "noCredentials", false],
])("%s", (_name, error, kind, retry) => {
  expect(classify(error)).toMatchObject({ kind, retry });
});

test("a body that is quoted by a parser is not passed on", () => {
  const error = Object.assign(new SyntaxError('Unexpected token in "hunter2"'), { $response: { statusCode: 200 } });
  expect(classify(error)).toMatchObject({ kind: "unintelligible" });
  expect(classify(error).reason).not.toContain("hunter2");
  expect(classify(new SyntaxError("hunter2")).reason).not.toContain("hunter2");
});

test("only a 404 of AWS's own name says that there is no message", () => {
  expect(isResourceNotFound(service("ResourceNotFoundException", 404))).toBe(true);
  expect(isResourceNotFound(service("Unknown", 404))).toBe(false);
  expect(isResourceNotFound(service("ResourceNotFoundException", 200))).toBe(false);
});

test("an attempt that may have acted counts, though a later one was refused for good", async () => {
  const errors = [system("ECONNRESET"), service("ForbiddenException", 403)];
  const attempt = () => Promise.reject(errors.shift());
  const given = await retrying(attempt, (failure) => Object.assign(new Error(), { failure })).catch((error) => error);
  expect(given.failure).toMatchObject({ kind: "notAllowed", mayHaveActed: true });
});
