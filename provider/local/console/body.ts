import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { ConsoleError } from "./answer";

/** Room for a payload of 128 KB in base64, and for 8 KB each of user properties and correlation data as JSON. */
const maxBytes = 256 * 1024;

/**
 * Reads the JSON body of a request. Another site can send forms to this endpoint, but no JSON without being allowed to.
 *
 * @throws ConsoleError
 */
export async function readJson<T>(incoming: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  if (!/^application\/json\s*(;|$)/i.test(incoming.headers["content-type"] ?? "")) {
    throw new ConsoleError(415, "expected the content type application/json");
  }
  const result = schema.safeParse(parse(await readText(incoming)));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ConsoleError(400, `${issue?.path.join(".") || "body"}: ${issue?.message}`);
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  // Thrown in the loop, the error would close the connection before it is answered.
  if (size > maxBytes) throw new ConsoleError(413, `expected a body of at most ${maxBytes} bytes`);
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConsoleError(400, "the body is not JSON");
  }
}
