/** Names of arguments. A payload may come back in its other form, so that each form stands for both. */
export function withBothPayloadForms(names: readonly string[] | undefined): string[] | undefined {
  if (names === undefined) return undefined;
  const forms = ["payload", "payloadBase64"];
  return [...new Set([...names, ...(forms.some((form) => names.includes(form)) ? forms : [])])];
}
