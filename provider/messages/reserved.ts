/** How to write, in an argument, what Pulumi would take for something else. */
const ways: Record<string, { text?: string; key?: string }> = {
  payload: { text: "use `payloadBase64` for it" },
  userProperties: {
    text: "write the property as `{ keyBase64, valueBase64 }` in an array",
    key: "write the property as a pair `[key, value]` in an array",
  },
};

/**
 * Why a text is refused that stands for an unknown value wherever Pulumi meets it: it would not be published.
 *
 * @param argument that holds it
 */
export function reasonAgainstText(argument: string): string {
  return `is a text that Pulumi takes for an unknown value: ${ways[argument]?.text ?? "choose another"}`;
}

/**
 * Why a key is refused that no object can have on its way through Pulumi.
 *
 * @param argument that holds it
 */
export function reasonAgainstKey(argument: string): string {
  return `is a key that no object can have in Pulumi: ${ways[argument]?.key ?? "choose another"}`;
}
