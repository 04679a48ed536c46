import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import * as pulumi from "@pulumi/pulumi";
import { RetainedMessage } from "pulumi-iot-retained";

const config = new pulumi.Config();

// The defaults of a fleet: a file under review, and one value that differs from stack to stack.
const pumpDefaults = JSON.parse(readFileSync(join(__dirname, "pump-defaults.json"), "utf8"));

export const defaults = new RetainedMessage("pump-defaults", {
  topic: "acme/pumps/defaults",
  payload: { ...pumpDefaults, reportIntervalSeconds: config.requireNumber("reportIntervalSeconds") },
  contentType: "application/json",
  payloadFormatIndicator: "UTF8_DATA",
  responseTopic: "acme/pumps/defaults/applied",
  userProperties: { schema: "pump-defaults/2" },
}).topic;

// Home Assistant finds a sensor by a retained message under `homeassistant/`.
// https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
export const discovery = new RetainedMessage("pump-1-pressure", {
  topic: "homeassistant/sensor/pump-1/pressure/config",
  payload: {
    name: "Pressure",
    unique_id: "pump-1-pressure",
    state_topic: "acme/pumps/pump-1/pressure",
    device_class: "pressure",
    unit_of_measurement: "bar",
    state_class: "measurement",
    device: { identifiers: ["pump-1"], name: "Pump 1", manufacturer: "Acme", model: "M200" },
  },
}).topic;

// A Homie 5 device describes itself in a retained `$description`. A topic may contain `$`, but not begin with it.
// https://homieiot.github.io/specification/
export const description = new RetainedMessage("pump-1-description", {
  topic: "homie/5/pump-1/$description",
  payload: {
    homie: "5.0",
    version: 1,
    name: "Pump 1",
    nodes: {
      motor: {
        name: "Motor",
        properties: { speed: { name: "Speed", datatype: "integer", unit: "rpm", format: "0:3000", settable: true } },
      },
    },
  },
}).topic;

// Bytes: the certificate authority that pumps trust, in DER.
const authority = new X509Certificate(rootCertificates[0] ?? "");

export const trust = new RetainedMessage("trusted-authority", {
  topic: "acme/pumps/trusted-authority",
  payloadBase64: authority.raw.toString("base64"),
  contentType: "application/pkix-cert",
}).topic;

// A secret stays secret: it is encrypted in the state, and `[secret]` in every preview.
export const wifi = new RetainedMessage("site-wifi", {
  topic: "acme/site-1/wifi",
  payload: {
    ssid: "pumps",
    password: config.getSecret("wifiPassword") ?? pulumi.secret("correct horse battery staple"),
  },
}).topic;
