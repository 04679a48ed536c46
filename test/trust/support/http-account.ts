import { types } from "node:util";
import { AwsDataPlane } from "../../../provider/dataplane/aws-data-plane";
import {
  type Fault,
  type LocalCall,
  type LocalEndpoint,
  type LocalOperation,
  startLocalEndpoint,
} from "../../../provider/local";
import type { ModelAccount } from "../../support/model-engine";

// Jest runs tests in a realm of its own, so that an error of Node.js itself is no instance of the `Error` there. The AWS SDK
// would wrap such an error, and lose the code by which a reset connection is known.
const ordinary = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, error: unknown): boolean {
    return this === Error ? types.isNativeError(error) : ordinary.call(this as typeof Error, error);
  },
});

/** An account behind a local endpoint, which is spoken to over HTTP as AWS is. */
export class HttpAccount implements ModelAccount {
  /** Calls that the endpoint has acted on, also if their answers were lost. */
  readonly acted: LocalCall[] = [];
  /** How often a fault was met. */
  met = 0;
  private fault: { operation: LocalOperation; fault: Fault; left: number } | undefined;
  private local: LocalEndpoint | undefined;

  async open(): Promise<void> {
    let met: Fault | undefined;
    this.local = await startLocalEndpoint({
      fault: ({ operation }) => {
        met = this.faultOf(operation);
        return met;
      },
      // Called for the same call at once.
      onCall: (call) => {
        if (met === undefined || ("drop" in met && met.drop === "after")) this.acted.push(call);
      },
    });
  }

  async close(): Promise<void> {
    await this.local?.close();
  }

  get endpoint(): string {
    return this.local?.endpoint ?? "";
  }

  /** Lets the next calls of an operation meet a fault. */
  injure(operation: LocalOperation, fault: Fault, calls: number): void {
    this.fault = { operation, fault, left: calls };
  }

  heal(): void {
    this.fault = undefined;
  }

  plane(): AwsDataPlane {
    const place = { region: "eu-west-1", dataEndpoint: this.endpoint };
    return new AwsDataPlane(place, {}, { publishRate: 1000, readRate: 250, concurrency: 3 });
  }

  private faultOf(operation: LocalOperation): Fault | undefined {
    const { fault } = this;
    if (fault === undefined || fault.operation !== operation || fault.left < 1) return undefined;
    fault.left--;
    this.met++;
    return fault.fault;
  }
}
