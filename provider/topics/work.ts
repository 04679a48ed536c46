import type { DataPlane, Place } from "../dataplane/data-plane";
import type { Session } from "../process/session";
import type { Means } from "./observe";

/** What every work on the topics of a resource needs. */
export interface TopicWork {
  session: Session;
  place: Place;
  dataPlane: DataPlane;
  /** Owner in the markers of this stack. */
  owner: string;
  resource: { name: string; urn: string };
}

/** What a look at the topics of a work needs. */
export function meansOf({ session, dataPlane }: TopicWork): Means {
  return { dataPlane, listings: session.listings, concurrency: session.settings.concurrency };
}
