/** What the engine asks of a resource that a program declares only to be refused: it never enters a state. */
export class RefusalHandlers {
  check(_olds: unknown, { reason }: { reason: string }) {
    return { inputs: {}, failures: [{ property: "", reason }] };
  }
}
