/** The path of one message of a set, as in `ignoreChanges`. */
export function messagePath(topic: string): string {
  return `messages[${JSON.stringify(topic)}]`;
}
