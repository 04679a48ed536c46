import { join } from "node:path";
import type { LocalOperation } from "pulumi-iot-retained/local";
import { Child } from "./child";

/** What an endpoint has seen since it was last asked. */
export interface Report {
  calls: Partial<Record<LocalOperation, number>>;
  /** Publishes that were accepted. */
  published: number;
  /** From the first Publish to the last one that was accepted. */
  publishingSeconds: number;
}

/** A local AWS IoT Core without any message, in a process of its own. */
export class Endpoint {
  private constructor(
    private readonly child: Child,
    readonly url: string,
  ) {}

  /** @param publishLimit publishes that it accepts in any one second; undefined accepts all */
  static async start(publishLimit?: number): Promise<Endpoint> {
    const args = publishLimit === undefined ? [] : [String(publishLimit)];
    const child = Child.start(join(__dirname, "endpoint-process.ts"), args);
    return new Endpoint(child, await child.answer<string>());
  }

  /** What it has seen since the last report. */
  report(): Promise<Report> {
    return this.child.answer("report");
  }

  /**
   * How long the publishing phase was that has just ended.
   *
   * @throws Error where it has not published exactly `count` messages: its time would say nothing
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
