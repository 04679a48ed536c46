/** What the engine asks of a resource that a program declares only to be refused: it never enters a state. */
export const deploymentBlocker = {
  check: (_olds: unknown, { reason = "" }: { reason?: unknown }) => ({
    inputs: {},
    failures: [{ property: "", reason: String(reason) }],
  }),
};
