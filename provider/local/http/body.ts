import type { IncomingMessage } from "node:http";

/** The body of a request. One over the limit is not kept, nor read to its end. */
export interface Body {
  bytes: Buffer;
  /** Bytes of the body, as far as they are known. */
  size: number;
}

/** Reads a body. It stops at the first byte over the limit, or before the first one if the headers announce it. */
export function readBody(incoming: IncomingMessage, limit: number): Promise<Body> {
  const announced = announcedSize(incoming);
  if (announced > limit) return Promise.resolve({ bytes: Buffer.alloc(0), size: announced });
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) resolve({ bytes: Buffer.alloc(0), size });
      else chunks.push(chunk);
    });
    incoming.on("end", () =>
      resolve({ bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks), size }),
    );
    incoming.on("error", reject);
    incoming.on("close", () => {
      // An error is made only if it is needed, since it costs more than the rest.
      if (!incoming.complete) reject(new Error("the client has gone"));
    });
  });
}

/** Bytes of the body, if the headers announce them; otherwise 0. */
export function announcedSize({ headers }: IncomingMessage): number {
  return Number(headers["content-length"] ?? 0);
}
