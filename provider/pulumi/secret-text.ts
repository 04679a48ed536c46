/** Stands for a secret in a text, as in Pulumi's own output. */
export const SECRET_TEXT = "[secret]";
