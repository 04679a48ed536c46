import type { CheckResponse } from "./handlers";

/** What the engine asks of a resource that a program declares only to be refused: it never enters a state. */
export class DeploymentBlockerHandlers {
  check(_olds: unknown, { reason = "" }: { reason?: unknown }): CheckResponse {
    return { inputs: {}, failures: [{ property: "", reason: String(reason) }] };
  }
}
