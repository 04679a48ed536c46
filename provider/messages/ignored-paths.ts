import { withBothPayloadForms } from "./payload-forms";

/** A message of a set in a path, and what follows it. */
const messageInSet = /^(messages\["(?:[^"\\]|\\.)*"\])(.*)$/s;

/** A payload in a path, and what follows it. */
const payload = /^(payload|payloadBase64)([.[].*)$/s;

/** A path of `ignoreChanges`; of a part of a message, the message: if that is only a text, there is no part of it to name. */
export function wholeMessagePath(path: string): string {
  return messageInSet.exec(path)?.[1] ?? path;
}

/** The paths of `ignoreChanges` that name arguments, or messages of a set. */
export function ignoredPaths(ignoreChanges: readonly string[] = []): string[] {
  const paths = withBothPayloadForms(ignoreChanges.map(wholeMessagePath)) ?? [];
  return paths.filter((path) => /^(\w+|messages\[".*"\])$/.test(path));
}

/**
 * Why `ignoreChanges` cannot be followed; undefined if it can. In the state a payload is one text, and a message of a set may
 * be one. Pulumi does not find a part in a text, and would take that part out of the new message.
 */
export function reasonAgainstIgnoring(ignoreChanges: readonly string[] = []): string | undefined {
  const reasons = ignoreChanges.flatMap((path) => {
    const [, whole, part] = messageInSet.exec(path) ?? payload.exec(path) ?? [];
    return whole === undefined || !part
      ? []
      : [`\`${path}\` leads into a value that is ignored as a whole: \`${whole}\``];
  });
  return reasons.length === 0 ? undefined : `\`ignoreChanges\`: ${reasons.join("; ")}`;
}
