import type { DataPlane } from "../dataplane/data-plane";
import { DataPlaneError } from "../dataplane/errors";
import type { ListedMessage } from "../messages/message";

/** Reads the listing of an account, if that is allowed. */
export class Listings {
  private readonly refused = new WeakSet<DataPlane>();

  /** @param warn tells the user something that does not stop the deployment */
  constructor(private readonly warn: (message: string) => Promise<void>) {}

  /**
   * Reads so many pages at most.
   *
   * @param onEach is given each listed message
   * @returns whether it was the whole listing. If it cannot be read, there is a warning, and the answer is false
   */
  async read(dataPlane: DataPlane, pages: number, onEach: (message: ListedMessage) => void): Promise<boolean> {
    return await this.begin(dataPlane).readUpTo(pages, onEach);
  }

  /** Begins a listing that is read bit by bit. */
  begin(dataPlane: DataPlane): Listing {
    const pages = dataPlane.list()[Symbol.asyncIterator]();
    let read = 0;
    let isComplete = false;
    let hasFailed = false;
    const readUpTo: Listing["readUpTo"] = async (most, onEach) => {
      while (read < most && !isComplete && !hasFailed && !this.refused.has(dataPlane)) {
        try {
          const { value: page, done } = await pages.next();
          read++;
          page?.messages.forEach(onEach);
          isComplete = done === true || page.isLast;
        } catch (error) {
          hasFailed = true;
          await this.failed(dataPlane, error);
        }
      }
      return isComplete;
    };
    return { readUpTo };
  }

  private async failed(dataPlane: DataPlane, error: unknown): Promise<void> {
    if (!(error instanceof DataPlaneError)) throw error;
    const isNew = !this.refused.has(dataPlane);
    // Whatever else has failed may be over by the next time.
    if (["notAllowed", "unserved", "untrusted"].includes(error.kind)) this.refused.add(dataPlane);
    if (isNew) await this.warn(`${error.message}. Messages are read one by one instead`);
  }
}

/** A listing of an account that is read bit by bit. */
export interface Listing {
  /**
   * Reads on, up to so many pages from the beginning.
   *
   * @param onEach is given each message that was not listed before
   * @returns whether the whole account was listed
   */
  readUpTo(pages: number, onEach: (message: ListedMessage) => void): Promise<boolean>;
}
