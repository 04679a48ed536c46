import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { ServiceError } from "../errors";

/** An answer to an HTTP call. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Status 200 with a JSON body. */
export function ok(body: object): Answer {
  return { status: 200, headers: envelope(randomUUID()), body: JSON.stringify(body) };
}

/** The answer to Publish, with the same id in header and body. */
export function acknowledged(): Answer {
  const traceId = randomUUID();
  return { status: 200, headers: envelope(traceId), body: JSON.stringify({ message: "OK", traceId }) };
}

/** An error in the form of AWS. AWS also ends the type with a colon; SDKs use the name before it. */
export function failed(error: unknown): Answer {
  const known = error instanceof ServiceError ? error : new ServiceError("InternalFailureException");
  const traceId = randomUUID();
  return {
    status: known.status,
    headers: { ...envelope(traceId), "x-amzn-ErrorType": `${known.name}:` },
    body: JSON.stringify({ message: known.message, traceId }),
  };
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
  response.end(body);
}

function envelope(requestId: string): Record<string, string> {
  return { "content-type": "application/json", "x-amzn-RequestId": requestId };
}
