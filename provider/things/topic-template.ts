/** What stands for a property of a thing in a template. */
export type Placeholder = { thingName: true } | { attribute: string };

/** Names of attributes may hold letters, digits and these characters. */
const ATTRIBUTE = /^attributes\.([\w.,@/:#-]+)$/;

/**
 * Replaces every `{thingName}` and `{attributes.x}` of a template.
 *
 * @param value what to put in the place of one
 * @throws TypeError that names what is none of these
 */
export function fillTemplate(template: string, value: (placeholder: Placeholder) => string): string {
  return template.replace(/\{([^{}]*)\}?|\}/g, (found, inner: string | undefined) => {
    if (found === "{thingName}") return value({ thingName: true });
    const attribute = found.endsWith("}") ? ATTRIBUTE.exec(inner ?? "")?.[1] : undefined;
    if (attribute === undefined) throw new TypeError(`expected {thingName} or {attributes.x}, got ${found}`);
    return value({ attribute });
  });
}
