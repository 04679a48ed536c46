/** A failure that the user can mend; its message says how. */
export class DeploymentError extends Error {
  override readonly name: string = "DeploymentError";
}
