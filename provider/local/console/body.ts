import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { readBody } from "../http/body";
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
  const { bytes, size } = await readBody(incoming, maxBytes);
  if (size > maxBytes) throw new ConsoleError(413, `expected a body of at most ${maxBytes} bytes`);
  return bytes.toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConsoleError(400, "the body is not JSON");
  }
}
