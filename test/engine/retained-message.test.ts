import * as pulumi from "@pulumi/pulumi";
import { RetainedMessage, type RetainedMessageArgs } from "../../provider";
import { look, publishAs, text, topics } from "../support/look";
import { changesOf, TestStack } from "../support/stack";

let test_: TestStack;

beforeEach(async () => {
  test_ = await TestStack.create();
});

afterEach(async () => {
  await test_.close();
});

/** A program with one message, named `message`. */
function message(args: RetainedMessageArgs, name = "message", opts?: pulumi.CustomResourceOptions) {
  return () => new RetainedMessage(name, args, opts);
}

describe("one message", () => {
  const topic = "fleet/pumps/defaults";

  it("is previewed without a call, published, left alone when unchanged, refreshed and cleared", async () => {
    const program = message({ topic, payload: { interval: 60, alarms: { high: 8 } } });

    const preview = await test_.preview(program);
    expect(changesOf(preview.changeSummary)).toEqual({ create: 2 });
    expect(test_.calls).toEqual([]);

    const up = await test_.up(program);
    expect(changesOf(up.summary.resourceChanges)).toEqual({ create: 2 });
    expect(test_.calls.map(({ operation }) => operation)).toEqual(["GetRetainedMessage", "Publish", "GetRetainedMessage"]);
    const live = await look(test_.local.endpoint, topic);
    expect(live?.payload.toString()).toBe('{"alarms":{"high":8},"interval":60}');
    expect(live?.qos).toBe(1);
    expect(live?.userProperties).toEqual([
      { "managed-by": expect.stringMatching(/^pulumi:organization\/iot-retained-test\/test\/message#[0-9a-f]{12}$/) },
    ]);

    const again = await test_.up(message({ topic, payload: { alarms: { high: 8 }, interval: 60 } }));
    expect(changesOf(again.summary.resourceChanges)).toEqual({ same: 1 });
    expect(test_.calls).toEqual([]);
    expect((await look(test_.local.endpoint, topic))?.lastModifiedTime).toBe(live?.lastModifiedTime);

    await test_.refresh({ expectNoChanges: true });
    expect(test_.calls.map(({ operation }) => operation)).toEqual(["GetRetainedMessage"]);

    await test_.destroy();
    expect(test_.calls).toMatchObject([
      { operation: "GetRetainedMessage" },
      { operation: "Publish", retain: true, payloadSize: 0 },
    ]);
    expect(await topics(test_.local.endpoint)).toEqual([]);
  });
});
