/** A failure that the user can mend. Its message says how. */
export class DeploymentError extends Error {
  override readonly name: string = "DeploymentError";
}
