import type { TestStack } from "./stack";

/** The diagnostics of a command that fails. */
export async function messageOfFailed(command: Promise<unknown>): Promise<string> {
  const failure = await command.then(
    () => "the command has passed",
    (error: Error) => error.message,
  );
  // The error quotes the output twice, and the output has each line twice: as it came, and below this heading.
  return failure.split("Diagnostics:").at(-1) ?? failure;
}

/** The diagnostics of a preview that fails. */
export async function failureOf(stack: TestStack, program: () => unknown): Promise<string> {
  const failure = await messageOfFailed(stack.preview(program));
  expect(failure).not.toMatch(/unhandled|^\s+at .*\.[jt]s:\d/m);
  expect(stack.count("Publish")).toBe(0);
  return failure;
}
