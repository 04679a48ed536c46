import type { DataPlane } from "../dataplane/data-plane";
import type { Listing, Listings } from "./listings";
import { TopicLocks } from "./topic-locks";

/** What a preview has listed of one account. */
interface Listed {
  listing: Listing;
  topics: Set<string>;
  /** Topics that resources have asked for so far. */
  asked: number;
}

/**
 * Tells a preview which topics may be taken. All resources of a process share one listing for each account, which is read
 * as far as it takes fewer calls than to read the topics one by one.
 */
export class TakenTopics {
  private readonly listed = new Map<DataPlane, Listed>();
  private readonly alone = new TopicLocks().alone;

  constructor(private readonly listings: Listings) {}

  /** Those of the topics that have to be read: the listing has them, or has not been read to its end. */
  async mayBeTaken(topics: readonly string[], dataPlane: DataPlane): Promise<string[]> {
    return await this.alone("", async () => {
      const known = this.listed.get(dataPlane) ?? {
        listing: this.listings.begin(dataPlane),
        topics: new Set(),
        asked: 0,
      };
      this.listed.set(dataPlane, known);
      known.asked += topics.length;
      const pages = dataPlane.pagesWorth(known.asked);
      const isComplete = await known.listing.readUpTo(pages, ({ topic }) => known.topics.add(topic));
      return isComplete ? topics.filter((topic) => known.topics.has(topic)) : [...topics];
    });
  }
}
