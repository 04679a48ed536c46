import { randomUUID } from "node:crypto";
import type { Answer } from "./answer";

// The Query protocol of AWS: a form is asked, and XML answers.

/** What an element has: text, elements by their names, or a list, whose elements are called `member`. */
export type XmlContent = string | number | boolean | readonly XmlContent[] | { readonly [name: string]: XmlContent };

/**
 * Answers an operation.
 *
 * @param namespace URL that names the service and the version of its API
 */
export function queryAnswer(operation: string, namespace: string, result: XmlContent): Answer {
  const RequestId = randomUUID();
  return xmlAnswer(200, RequestId, `${operation}Response`, namespace, {
    [`${operation}Result`]: result,
    ResponseMetadata: { RequestId },
  });
}

/** Answers with an error. */
export function queryError(namespace: string, { name, message, status }: Error & { status: number }): Answer {
  const RequestId = randomUUID();
  const Type = status < 500 ? "Sender" : "Receiver";
  const content = { Error: { Type, Code: name, Message: message }, RequestId };
  return xmlAnswer(status, RequestId, "ErrorResponse", namespace, content);
}

function xmlAnswer(status: number, requestId: string, name: string, namespace: string, content: XmlContent): Answer {
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-RequestId": requestId },
    body: `<${name} xmlns="${namespace}">${xml(content)}</${name}>`,
  };
}

function xml(content: XmlContent): string {
  if (typeof content !== "object") return escaped(String(content));
  const children: readonly [string, XmlContent][] = Array.isArray(content)
    ? content.map((member) => ["member", member])
    : Object.entries(content);
  return children.map(([name, child]) => `<${name}>${xml(child)}</${name}>`).join("");
}

/** Characters that XML 1.0 cannot have, not even as references. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escaped(text: string): string {
  return text.replace(forbidden, "\ufffd").replace(/[&<>\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
