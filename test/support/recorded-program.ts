import * as pulumi from "@pulumi/pulumi";
import { DeviceDefaults, Publication } from "../../provider";
import { hosts } from "./host";
import { declareRecorded } from "./recorded";

/** What the recorded stacks declare. A new kind of state comes in behind the version that first wrote it. */
export function recordedProgram(version: string): void {
  if (version >= "0.4") {
    const things = ["pump-1", { thingName: "pump-2", attributes: { line: "2" } }];
    const { revision } = new DeviceDefaults("devices", {
      things,
      topic: "devices/{thingName}",
      payload: ({ attributes }) => ({ line: attributes["line"] ?? "1" }),
      qos: 0,
    });
    new Publication("reload", {
      topic: "devices/reload",
      payload: { hidden: pulumi.secret("s") },
      triggers: [revision],
    });
  }
  declareRecorded(version, hosts.dynamic);
}
