import { writeMarker } from "../../provider/messages/marker";
import { type Foresight, refuseTaken } from "../../provider/topics/foresee";
import { asRecorded } from "../../provider/topics/leftovers";
import type { RecordedTopics } from "../../provider/topics/recorded";
import { FakeAccount } from "../support/fake-data-plane";

// What a preview says of our own message on a topic that a rollout has not reached: a killed run has published it.

const nonce = "0123456789ab";
const topic = "site/a";
const none: RecordedTopics = { messages: new Map(), extras: new Map() };

async function leftoversIn(recorded: RecordedTopics, overwrite: boolean): Promise<string[]> {
  const account = new FakeAccount();
  const userProperties = [writeMarker({ owner: "acme", name: "set", nonce })];
  account.store({ topic, payload: Buffer.from("x"), qos: 1, userProperties });
  const foresight = {
    session: { settings: { concurrency: 1 }, takenTopics: { mayBeTaken: async (topics: string[]) => topics } },
    dataPlane: account.plane(),
    owner: "acme",
    nonce,
    recorded,
    desired: { overwrite },
    publish: [],
    later: [topic],
  };
  const { leftovers, overwritten, refusedLater } = await refuseTaken(foresight as unknown as Foresight);
  expect([overwritten, refusedLater]).toEqual([[], []]);
  return leftovers;
}

test.each([
  ["is cleared", false, none, [topic]],
  // The deployment leaves them, since nobody knows what was there before.
  ["is left with `overwrite`", true, none, []],
  // The state knows of it.
  ["is none if the state has it", false, asRecorded([topic], nonce), []],
])("it %s", async (_, overwrite, recorded, leftovers) => {
  expect(await leftoversIn(recorded, overwrite)).toEqual(leftovers);
});
