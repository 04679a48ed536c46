/** What the placeholders of an owner stand for. */
export interface OwnerNames {
  /** Name of the project. */
  project: string;
  /** Name of the stack. */
  stack: string;
}

/** Each placeholder, and every other brace. */
const PARTS = /\{[^{}]*\}?|\}/g;

const placeholders = new Map<string, keyof OwnerNames>([
  ["{project}", "project"],
  ["{stack}", "stack"],
]);

/** Why a text cannot be the owner of a configuration; empty if it can. */
export function reasonsAgainstOwner(text: string): string[] {
  const wrong = text.match(PARTS)?.find((part) => !placeholders.has(part));
  return wrong === undefined ? [] : [`expected {project} or {stack}, got ${wrong}`];
}

/** Whether a text names a project or a stack by a placeholder. */
export function hasOwnerPlaceholder(text: string): boolean {
  return text.match(PARTS)?.some((part) => placeholders.has(part)) ?? false;
}

/** The owner for a stack: `{project}` and `{stack}` become names. Any other brace stays, since the configuration refuses it. */
export function ownerFor(text: string, names: OwnerNames): string {
  return text.replace(PARTS, (part) => {
    const name = placeholders.get(part);
    return name === undefined ? part : names[name];
  });
}
