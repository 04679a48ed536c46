import * as pulumi from "@pulumi/pulumi";
import { loadMessages, Publication, RetainedMessageSet } from "pulumi-iot-retained";

// The prefix of retained.yaml, unless the stack has one of its own: `pulumi config set prefix acme-dev/defaults`.
const prefix = new pulumi.Config().get("prefix") ?? "acme/defaults";

// Files in the folder are published, removed files are cleared, and nothing else may exist below the prefix.
const defaults = new RetainedMessageSet("defaults", {
  messages: loadMessages("defaults", { prefix }),
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
