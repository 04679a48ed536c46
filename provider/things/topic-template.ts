/** A placeholder in the template of a topic: the name of a thing, or one of its attributes. */
export type Placeholder = { thingName: true } | { attribute: string };

/** The characters that AWS allows in the name of an attribute. */
const ATTRIBUTE = /^attributes\.([\w.,@/:#-]+)$/;

/**
 * Replaces every `{thingName}` and `{attributes.x}` of a template.
 *
 * @param value gives the text for a placeholder
 * @throws TypeError that quotes any other placeholder
 */
export function fillTemplate(template: string, value: (placeholder: Placeholder) => string): string {
  return template.replace(/\{([^{}]*)\}?|\}/g, (found, inner: string | undefined) => {
    if (found === "{thingName}") return value({ thingName: true });
    const attribute = found.endsWith("}") ? ATTRIBUTE.exec(inner ?? "")?.[1] : undefined;
    if (attribute === undefined) throw new TypeError(`expected {thingName} or {attributes.x}, got ${found}`);
    return value({ attribute });
  });
}
