import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import type { Progress } from "./progress";
import { VERSION } from "./wanted";

/** Where Pulumi publishes its releases. */
const RELEASES = "https://get.pulumi.com/releases/sdk";

/** A server that is silent for so long is not waited for. */
const SILENCE_MS = 15_000;

const MEGABYTE = 1_000_000;

/**
 * Downloads an official release into `root/bin`. Pulumi's own installer does the same, but needs `curl` and `tar`.
 *
 * @param releases the URL of the folder of the archives
 */
export async function downloadRelease(
  root: string,
  signal: AbortSignal,
  progress: Progress,
  { releases = RELEASES, silence = SILENCE_MS } = {},
): Promise<void> {
  const url = `${releases}/pulumi-v${VERSION}-${process.platform}-${process.arch}.tar.gz`;
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(new Error(`no answer for ${silence / 1000} s`)), silence);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, silent.signal]) });
    if (response.body === null || !response.ok) throw new Error(`status ${response.status}`);
    const total = Number(response.headers.get("content-length")) || undefined;
    let received = 0;
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        timer.refresh();
        received += chunk.length;
        progress("megabytes downloaded", inMegabytes(received), total && inMegabytes(total));
        yield chunk;
      }
    };
    await pipeline(Readable.fromWeb(response.body), counted, createGunzip(), unpacked(join(root, "bin")));
  } catch (error) {
    throw new Error(`${url}: ${reasonOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Takes an archive, and writes its files into a folder: all of them are programs. */
function unpacked(folder: string) {
  return async (archive: AsyncIterable<Buffer>): Promise<void> => {
    await mkdir(folder, { recursive: true });
    const entries = extract();
    const fed = pipeline(archive, entries);
    // It is awaited below; without a reader, a failure would end this process first.
    fed.catch(() => {});
    for await (const entry of entries) {
      const { name, type } = entry.header;
      // By their names alone, so that nothing is written elsewhere.
      if (type === "file") await pipeline(entry, createWriteStream(join(folder, basename(name)), { mode: 0o755 }));
      else entry.resume();
    }
    await fed;
  };
}

function inMegabytes(bytes: number): number {
  return Math.round(bytes / MEGABYTE);
}

/** What `fetch` says of a failure is in its cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  // A host with several addresses has a code and no message.
  return cause?.message || cause?.code || message;
}
