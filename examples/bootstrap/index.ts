import * as pulumi from "@pulumi/pulumi";
import { DeviceDefaults, Publication, thingsInGroup } from "pulumi-iot-retained";
import { createFleet } from "./fleet";

const config = new pulumi.Config();
const reportIntervalSeconds = config.requireNumber("reportIntervalSeconds");

const topic = "acme/{attributes.site}/{thingName}/config";
const reload = "acme/pumps/reload";

// If this stack makes no things, it configures those that are registered already.
const fleet = config.requireBoolean("createThings") ? createFleet([topic, reload]) : undefined;

const defaults = new DeviceDefaults("pump-defaults", {
  things: fleet?.things ?? thingsInGroup("pumps"),
  topic,
  payload: ({ thingName, attributes }) => ({
    deviceId: thingName,
    line: Number(attributes["line"]),
    reportIntervalSeconds,
    limits: attributes["model"] === "m350" ? { pressureBar: 16, speedRpm: 3600 } : { pressureBar: 10, speedRpm: 3000 },
  }),
  schema: {
    type: "object",
    required: ["deviceId", "line", "reportIntervalSeconds", "limits"],
    properties: { line: { type: "integer", minimum: 1 }, reportIntervalSeconds: { type: "integer", minimum: 5 } },
  },
  contentType: "application/json",
});

// Connected pumps read their configuration again. All others get it when they connect.
new Publication("reload", { topic: reload, triggers: [defaults.revision] });

export const topics = defaults.topics;
// Empty if this stack makes no things: Pulumi warns of an output without a value.
export const credentials = pulumi.secret(fleet?.credentials ?? {});
