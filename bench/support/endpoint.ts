import { join } from "node:path";
import type { LocalOperation } from "pulumi-iot-retained/local";
import { Child } from "./child";

/** The calls of an endpoint since its last report. */
export interface Report {
  calls: Partial<Record<LocalOperation, number>>;
  /** Publishes that were accepted. */
  published: number;
  /** Seconds from the first Publish to the last one that was accepted. */
  publishingSeconds: number;
}

/** A local endpoint without messages, in its own process. */
export class Endpoint {
  private constructor(
    private readonly child: Child,
    readonly url: string,
  ) {}

  /** @param publishLimit how many publishes it accepts in any one second; undefined accepts all */
  static async start(publishLimit?: number): Promise<Endpoint> {
    const args = publishLimit === undefined ? [] : [String(publishLimit)];
    const child = Child.start(join(__dirname, "endpoint-process.ts"), args);
    return new Endpoint(child, await child.answer<string>());
  }

  /** The calls since the last report. */
  report(): Promise<Report> {
    return this.child.answer("report");
  }

  /**
   * The seconds of the publishing phase that has just ended.
   *
   * @throws Error if it has not published exactly `count` messages, because its time would then mean nothing
   */
  async publishing(count: number): Promise<number> {
    const { published, publishingSeconds } = await this.report();
    if (published !== count) throw new Error(`${published} messages were published, not ${count}`);
    return publishingSeconds;
  }

  stop(): Promise<void> {
    return this.child.stop();
  }
}
