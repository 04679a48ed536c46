import type { Place } from "../dataplane/data-plane";
import { placeName } from "../dataplane/places";

/** What is about to be done in a place, and what an account is to it. */
const acts = {
  publishing: { what: "publishing", ofAccount: "to account" },
  clearing: { what: "clearing messages", ofAccount: "of account" },
} as const;

/**
 * Tells where a process publishes or clears, once for each place: with wrong credentials, this line shows it.
 *
 * `publishing to account 123456789012 in eu-west-1 at https://abc-ats.iot.eu-west-1.amazonaws.com`
 */
export class PlaceLines {
  private readonly told = new Map<string, Promise<void>>();

  /** @param write resolves when the engine has the line */
  constructor(private readonly write: (line: string) => Promise<void>) {}

  /** Tells it before the first call that changes something there. All such calls wait until it is told. */
  tell(act: keyof typeof acts, place: Place): Promise<void> {
    const { accountId, ...unowned } = place;
    const { what, ofAccount } = acts[act];
    const account = accountId === undefined ? "" : `${ofAccount} ${accountId} `;
    const key = placeName(place);
    const line = this.told.get(key) ?? this.write(`${what} ${account}${placeName(unowned)}`);
    this.told.set(key, line);
    return line;
  }
}
