import * as pulumi from "@pulumi/pulumi";
import { loadMessages, Publication, RetainedMessageSet } from "pulumi-iot-retained";

// The prefix of retained.yaml, unless the stack has one of its own: `pulumi config set prefix acme-dev/defaults`.
const prefix = new pulumi.Config().get("prefix") ?? "acme/defaults";

// What is in the folder is published, what is taken out of it is cleared, and nothing else may be below the prefix.
const defaults = new RetainedMessageSet("defaults", {
  messages: loadMessages("defaults", { prefix }),
  exclusive: [`${prefix}/`],
});

// Devices that are connected receive each changed topic by itself; this tells them when all are there.
new Publication("changed", {
  topic: `${prefix}/changed`,
  payload: "reload",
  triggers: [defaults.revision],
});

export const count = defaults.count;
export const revision = defaults.revision;
