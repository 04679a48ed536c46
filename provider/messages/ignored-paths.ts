import { withBothPayloadForms } from "./payload-forms";

/** A path of `ignoreChanges`; of a part of a message, the message: if that is only a text, there is no part of it to name. */
export function wholeMessagePath(path: string): string {
  return /^(messages\["(?:[^"\\]|\\.)*"\])/.exec(path)?.[1] ?? path;
}

/** The paths of `ignoreChanges` that name arguments, or messages of a set. */
export function ignoredPaths(ignoreChanges: readonly string[] = []): string[] {
  const paths = withBothPayloadForms(ignoreChanges.map(wholeMessagePath)) ?? [];
  return paths.filter((path) => /^(\w+|messages\[".*"\])$/.test(path));
}
