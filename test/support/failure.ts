import type { TestStack } from "./stack";

/** The diagnostics of a preview that fails, and that has called nothing. */
export async function failureOf(stack: TestStack, program: () => unknown): Promise<string> {
  const failure = await stack.preview(program).then(
    () => "the preview has passed",
    (error: Error) => error.message,
  );
  expect(failure).not.toMatch(/unhandled|^\s+at .*\.[jt]s:\d/m);
  expect(stack.calls).toEqual([]);
  // The error quotes the output twice, and the output has each line twice: as it came, and below this heading.
  return failure.split("Diagnostics:").at(-1) ?? failure;
}
