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
    if (pages < 1 || this.refused.has(dataPlane)) return false;
    let read = 0;
    try {
      for await (const page of dataPlane.list()) {
        page.messages.forEach(onEach);
        if (page.isLast) return true;
        if (++read >= pages) return false;
      }
      return true;
    } catch (error) {
      if (!(error instanceof DataPlaneError)) throw error;
      const isNew = !this.refused.has(dataPlane);
      // Whatever else has failed may be over by the next time.
      if (["notAllowed", "unserved"].includes(error.kind)) this.refused.add(dataPlane);
      if (isNew) await this.warn(`${error.message}. Messages are read one by one instead`);
      return false;
    }
  }
}
