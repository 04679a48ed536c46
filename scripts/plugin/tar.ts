import { gzipSync } from "node:zlib";

/** A file of an archive. */
export interface TarFile {
  name: string;
  content: string | Uint8Array;
  isExecutable?: boolean;
}

const BLOCK = 512;

/**
 * A gzipped tar archive. It is written here, and not by a `tar` of this machine, so that the same files are the same bytes
 * everywhere, and an executable is one on Windows too.
 */
export function tarball(files: readonly TarFile[]): Buffer {
  const blocks = files.flatMap((file) => {
    const content = Buffer.from(file.content);
    return [header(file, content.length), content, Buffer.alloc(-content.length & (BLOCK - 1))];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 });
}

/**
 * The ustar header of a file: texts, and numbers in octal, each in its place.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
function header({ name, isExecutable = false }: TarFile, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write(octal(isExecutable ? 0o755 : 0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write("        ", 148);
  block.write("0", 156);
  block.write("ustar\x0000", 257, "latin1");
  block.write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    ),
    148,
  );
  block.write("\0 ", 154, "latin1");
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}
