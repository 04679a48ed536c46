import * as pulumi from "@pulumi/pulumi";
import { DeviceDefaults, Publication } from "../../provider";
import { hosts } from "../support/host";
import { topics } from "../support/look";
import { declareRecorded, recordings, restore, sizeOf } from "../support/recorded";
import { useStack } from "../support/stack";

const stack = useStack();

/** What the recorded stacks declare. */
function program(version: string): void {
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

test.each(recordings)(
  "state of %s previews without a change, refreshes as recorded, and can be destroyed",
  async (version, recording) => {
    await restore(stack, recording);
    const declared = () => program(version);
    const same = sizeOf(recording);
    expect((await stack.preview(declared)).changes).toEqual({ same });
    await stack.refresh({ expectNoChanges: true });
    expect((await stack.up(declared)).changes).toEqual({ same });
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  },
);
