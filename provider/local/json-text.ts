import type { z } from "zod";

// What files of the endpoint hold. Each error is one line, to stand after the name of the file.

/** @throws Error */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("is not JSON");
  }
}

/**
 * A value in the form of a schema.
 *
 * @param path where the value is
 * @throws Error that lists every issue
 */
export function inForm<T extends z.ZodType>(value: unknown, schema: T, path: readonly string[] = []): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map((issue) => issueLine(issue, path)).join("; "));
}

function issueLine(issue: z.core.$ZodIssue, path: readonly string[]): string {
  const reason = issue.code === "invalid_key" ? issue.issues[0]?.message : issue.message;
  return `\`${[...path, ...issue.path].join(".")}\`: ${reason}`;
}
