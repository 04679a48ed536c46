import { DeploymentError } from "../messages/deployment-error";

/** A create or update that failed after the message may have been stored: its state is kept, and the next `up` updates it. */
export class PartialFailure extends DeploymentError {
  override readonly name = "PartialFailure";
  reasons: string[];

  constructor(
    readonly id: string,
    public properties: object,
    cause: Error,
  ) {
    super(cause.message, { cause });
    this.reasons = [cause.message];
  }
}
