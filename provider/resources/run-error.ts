import * as pulumi from "@pulumi/pulumi";

/** An error of the program that its author can mend: Pulumi prints its message, and no stack trace. */
export function runError(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  // Of one that an output has met, it would print the stack all the same.
  error.stack = message;
  return error;
}
