import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ServiceError } from "../errors";
import { announcedSize } from "./body";

/** An answer to an HTTP call. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
}

/** Status 200 with a JSON body. */
export function ok(body: object): Answer {
  return okJson(JSON.stringify(body));
}

/** The same with a body that is JSON already. */
export function okJson(body: string): Answer {
  return { status: 200, headers: envelope(randomUUID()), body };
}

/** The answer to Publish, with the same id in header and body. */
export function acknowledged(): Answer {
  const traceId = randomUUID();
  return { status: 200, headers: envelope(traceId), body: `{"message":"OK","traceId":"${traceId}"}` };
}

/** An error in the form of AWS. AWS also ends the type with a colon; SDKs use the name before it. */
export function failed(error: unknown): Answer {
  const known = error instanceof ServiceError ? error : new ServiceError("InternalFailureException");
  const traceId = randomUUID();
  return {
    status: known.status,
    headers: { ...envelope(traceId), "x-amzn-ErrorType": `${known.name}:` },
    body: JSON.stringify({ message: known.told, traceId }),
  };
}

/** What is read, and for how many milliseconds, of a request that was answered before its end. */
const LINGER_BYTES = 1024 * 1024;
const LINGER_MS = 1_000;

/** Sends the answer to a request. */
export function send(incoming: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  // A list is written as it stands, which takes a fraction of what an object takes.
  const size = Buffer.byteLength(body);
  const list = "content-length" in headers ? [] : ["content-length", String(size)];
  for (const name in headers) list.push(name, headers[name] as string);
  if (isUnread(incoming)) list.push("connection", "close");
  response.writeHead(status, list);
  // ASCII is the same in both, and quicker to write as Latin-1.
  finish(incoming, response, body, size === body.length ? "latin1" : "utf8");
}

/** Sends the body of an answer, whose headers are written. The request may not have come to its end. */
export function finish(
  incoming: IncomingMessage,
  response: ServerResponse,
  body: string | Buffer,
  encoding: BufferEncoding = "utf8",
): void {
  if (isUnread(incoming)) {
    response.write(body, encoding);
    whenRead(incoming, () => response.end());
  } else {
    response.end(body, encoding);
  }
}

/** Whether a part of the body of a request is still to come. */
export function isUnread(incoming: IncomingMessage): boolean {
  const { complete, headers } = incoming;
  return !complete && (announcedSize(incoming) > 0 || headers["transfer-encoding"] !== undefined);
}

/**
 * Reads on for a while, and then calls `end`. A connection that is closed with unread bytes is reset, and its client may lose
 * the answer.
 */
function whenRead(incoming: IncomingMessage, end: () => void): void {
  let size = 0;
  const limit = setTimeout(end, LINGER_MS).unref();
  incoming.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > LINGER_BYTES) end();
  });
  for (const event of ["end", "close"]) {
    incoming.on(event, () => {
      clearTimeout(limit);
      end();
    });
  }
}

function envelope(requestId: string): Record<string, string> {
  return { "content-type": "application/json", "x-amzn-RequestId": requestId };
}
