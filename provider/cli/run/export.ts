import { placeName } from "../../dataplane/places";
import { writeMessages } from "../../files/write-messages";
import type { PlaceOptions } from "../options";
import { note } from "../output";
import { openDataPlane } from "./connection";
import { messages, of } from "./format";
import { readAll } from "./reading";

/** What the command line says. */
export interface ExportOptions extends PlaceOptions {
  prefix?: string;
}

/** Writes live messages as files. */
export async function exportMessages(directory: string, options: ExportOptions): Promise<void> {
  const { prefix, ...place } = options;
  const connected = await openDataPlane(place);
  const found = await readAll(connected, prefix, (live) => live);
  if (found.length === 0) return note(`No retained messages${of(options)} ${placeName(connected.place)}.`);
  const { mapped } = writeMessages(directory, found);
  note(`${messages(found.length)}${of(options)} ${placeName(connected.place)} written to ${directory}.`);
  if (mapped > 0)
    note(`${messages(mapped)} in files of other names than their topics: retained.yaml there tells which.`);
}
