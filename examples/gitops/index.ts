import * as pulumi from "@pulumi/pulumi";
import { loadMessages, Publication, RetainedMessageSet } from "pulumi-iot-retained";

// The layer over `defaults`: `pulumi config set environment dev` for a stack of its own.
const environment = new pulumi.Config().get("environment") ?? "prod";
const prefix = environment === "prod" ? "acme/defaults" : `acme-${environment}/defaults`;

// Files of the layers are published, removed ones are cleared, and nothing else may exist below the prefix.
const defaults = new RetainedMessageSet("defaults", {
  messages: loadMessages(`environments/${environment}`, { prefix }),
  exclusive: [`${prefix}/`],
});

// Connected devices receive each changed topic separately. This signal tells them that all of them have arrived.
new Publication("changed", {
  topic: `${prefix}/changed`,
  payload: "reload",
  triggers: [defaults.revision],
});

export const count = defaults.count;
export const revision = defaults.revision;
