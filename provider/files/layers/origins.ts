import { textOf } from "../disk/source";
import { type Format, formatOf, MAX_SOURCE_BYTES, parseDocument } from "../formats/document";
import { pathOf, valueAt } from "../formats/json-pointer";
import { lineOf } from "../formats/lines";
import type { LayerFile } from "./layers";

/** Where a value of a payload comes from. */
export interface Origin {
  /** The name of the file, as in errors. */
  file: string;
  /** Counted from 1. */
  line: number;
}

interface Source {
  name: string;
  text: string;
  format: Format;
  value: unknown;
}

/** Tells which of the files of a message each of its values comes from: the topmost one that has a value at its place. */
export class Origins {
  /** The topmost first. */
  private readonly sources: readonly Source[];

  /** @param files what the message was made of, the lowest first */
  constructor(files: readonly LayerFile[]) {
    this.sources = files.flatMap(sourceOf).reverse();
  }

  /** The origin of the value at a JSON Pointer; undefined if no file has one. */
  of(pointer: string): Origin | undefined {
    const path = pathOf(pointer);
    const source = this.sources.find(({ value }) => valueAt(value, path) !== undefined);
    return source && { file: source.name, line: lineOf(source.text, source.format, path) };
  }
}

/** A file as a source; none if its content is no JSON value. */
function sourceOf({ name, file, path, size }: LayerFile): Source[] {
  const format = formatOf(file);
  if (format === undefined) return [];
  const read = textOf({ path, size }, MAX_SOURCE_BYTES);
  if ("issues" in read) return [];
  const parsed = parseDocument(read.text, format);
  return "issues" in parsed ? [] : [{ name, text: read.text, format, value: parsed.value }];
}
