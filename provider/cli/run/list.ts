import { placeName } from "../../dataplane/places";
import type { PlaceOptions } from "../options";
import { json, note } from "../output";
import { openDataPlane } from "./connection";
import { listing, of } from "./format";
import { readAll, seen } from "./reading";

/** What the command line says. */
export interface ListOptions extends PlaceOptions {
  prefix?: string;
  owner?: string;
  json?: true;
}

/** Lists what is live. */
export async function list(options: ListOptions): Promise<void> {
  const { prefix, owner, json: asJson, ...place } = options;
  const connected = await openDataPlane(place);
  const all = await readAll(connected, prefix, seen);
  const found = owner === undefined ? all : all.filter((message) => message.owner === owner);
  if (asJson) json(found);
  else if (found.length > 0) listing(found);
  if (found.length === 0) note(`No retained messages${of(options)} ${placeName(connected.place)}.`);
}
