import type * as pulumi from "@pulumi/pulumi";
import { reasonAgainstIgnoring } from "../messages/ignored-paths";
import { withBothPayloadForms } from "../messages/payload-forms";
import type { PropertyBag } from "../pulumi/property-bag";
import type { Issue } from "../validation/issue";
import { type Payload, payloadInputs } from "./payload";
import { sendable } from "./sendable";

/** The arguments of a resource that has one message, taken apart. */
export function messageInputs({ schema, ...given }: PropertyBag, { ignoreChanges }: pulumi.CustomResourceOptions) {
  const { payload, issues } = payloadInputs(given["payload"] as Payload | undefined);
  const reason = reasonAgainstIgnoring(ignoreChanges);
  const unsendable: Issue[] = reason === undefined ? [] : [{ path: "payload", reason }];
  const inputs = sendable({ ...given, payload }, { prefix: "", issues: unsendable });
  return {
    /** In the form that the engine takes. */
    inputs,
    /** The same, with what is wrong with the payload. */
    examined: { ...inputs, __faults: issues },
    /** What is wrong with values that cannot be sent. */
    unsendable,
    /** A JSON Schema, as it was given. */
    schema: schema ?? undefined,
  };
}

/** The options of such a resource: a payload that is left to its device may come back in either form. */
export function messageOptions(opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  return { ...opts, ignoreChanges: withBothPayloadForms(opts.ignoreChanges) ?? [] };
}
