import type { Readable } from "node:stream";
import type { IoTDataPlaneClient } from "@aws-sdk/client-iot-data-plane";

/** Headers in which AWS sends the id of a request. */
const requestIdHeaders = ["x-amzn-requestid", "x-amzn-request-id", "x-amz-request-id"];

/** The parts of an HTTP answer by which the service is recognised. */
interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: Readable | Uint8Array | undefined;
}

/** An answer with status 200 that AWS IoT Core has not given. It has the form of the SDK's errors. */
class ForeignAnswer extends Error {
  override readonly name = "ForeignAnswer";
  readonly $metadata: { httpStatusCode: number };

  constructor(statusCode: number) {
    super("another server has answered");
    this.$metadata = { httpStatusCode: statusCode };
  }
}

/**
 * Refuses answers to Publish that something else has given, such as the login page of a network: the SDK takes every
 * status 200 for success. AWS sends a request id, or a JSON body with a `traceId`. Which of them is not documented, so
 * that either is taken.
 */
export function refuseForeignAnswers(client: IoTDataPlaneClient): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const answer = result.response as HttpAnswer;
        const isSuccess = answer.statusCode < 300;
        if (commandName === "PublishCommand" && isSuccess && !hasRequestId(answer)) {
          answer.body = await bodyOf(answer);
          if (!hasTraceId(answer.body)) throw new ForeignAnswer(answer.statusCode);
        }
        return result;
      },
    // With a low priority it comes before the SDK reads the body.
    { step: "deserialize", priority: "low", name: "refuseForeignAnswers" },
  );
}

/** Collects a body. The SDK pipes it into a stream of its own, which takes a tenth of the CPU of a publish. */
export function collect(body: Readable): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.on("data", (chunk: Buffer) => chunks.push(chunk));
    body.on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
    body.on("error", reject);
  });
}

function hasRequestId({ headers }: HttpAnswer): boolean {
  return requestIdHeaders.some((name) => headers[name]);
}

async function bodyOf({ body }: HttpAnswer): Promise<Uint8Array> {
  if (body === undefined) return new Uint8Array(0);
  return body instanceof Uint8Array ? body : await collect(body);
}

function hasTraceId(body: Uint8Array): boolean {
  try {
    const { traceId } = JSON.parse(Buffer.from(body).toString("utf8")) as { traceId?: unknown };
    return typeof traceId === "string" && traceId !== "";
  } catch {
    return false;
  }
}
