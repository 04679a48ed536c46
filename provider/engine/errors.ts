/** A failure that the user can mend; its message says how. */
export class DeploymentError extends Error {
  override readonly name: string = "DeploymentError";
}

/** A create that failed after the message may have been stored: the engine keeps its state, and the next `up` updates it. */
export class PartialFailure extends DeploymentError {
  override readonly name = "PartialFailure";
  readonly reasons: string[];

  constructor(
    readonly id: string,
    public properties: object,
    cause: Error,
  ) {
    super(cause.message, { cause });
    this.reasons = [cause.message];
  }
}
