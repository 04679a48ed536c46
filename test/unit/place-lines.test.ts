import { setImmediate as aTurn } from "node:timers/promises";
import type { Places } from "../../provider/dataplane/places";
import { PublicationHandlers } from "../../provider/engine/publication";
import { RetainedMessageHandlers } from "../../provider/engine/retained-message";
import { PlaceLines } from "../../provider/process/place-lines";
import { Session } from "../../provider/process/session";
import { FakeAccount } from "../support/fake-data-plane";

const place = { region: "eu-west-1", dataEndpoint: "https://a.example.com", accountId: "111122223333" };

describe("the line", () => {
  const told: string[] = [];
  const lines = () => new PlaceLines(async (line) => void told.push(line));
  const { accountId, ...unowned } = place;

  test.each([
    ["publishing", place, "publishing to account 111122223333 in eu-west-1 at https://a.example.com"],
    ["clearing", place, "clearing messages of account 111122223333 in eu-west-1 at https://a.example.com"],
    ["publishing", unowned, "publishing in eu-west-1 at https://a.example.com"],
    ["clearing", { ...unowned, region: "local" }, "clearing messages at https://a.example.com"],
  ] as const)("before %s in %j", async (act, where, line) => {
    await lines().tell(act, where);
    expect(told.splice(0)).toEqual([line]);
  });

  test("is told once for each place, whatever is done there first", async () => {
    const all = lines();
    const elsewhere = { ...place, region: "eu-west-2" };
    for (const where of [place, place, elsewhere, elsewhere]) {
      await all.tell("publishing", where);
      await all.tell("clearing", where);
    }
    expect(told.splice(0)).toEqual([expect.stringMatching(/in eu-west-1/), expect.stringMatching(/in eu-west-2/)]);
  });
});

describe("the engine has the line", () => {
  const events: string[] = [];

  /** A session of a process whose log takes a while. */
  class SlowSession extends Session {
    private readonly plane;

    constructor(account: FakeAccount) {
      const write = async (_severity: string, urn: string | undefined, line: string) => {
        await aTurn();
        events.push(`${urn ?? "stack"}: ${line.split(" ")[0]}`);
      };
      super({ write, status: async () => undefined }, {});
      this.plane = account.plane();
    }

    override get settings(): Session["settings"] {
      return { marker: true, previewReads: true, concurrency: 3 };
    }

    override get places(): Places {
      const places = {
        resolve: async () => place,
        resolveRecorded: async () => ({ place, isSame: true }),
        dataPlane: () => this.plane,
      };
      return places as unknown as Places;
    }
  }

  class NotedAccount extends FakeAccount {
    override store(message: Parameters<FakeAccount["store"]>[0]): void {
      events.push(message.payload.length > 0 ? "published" : "cleared");
      super.store(message);
    }
  }

  const inputs = { topic: "a", payload: "on", qos: 1 as const, marker: true, __urn: "u::p::t::m", __owner: "o/p/s" };

  test("before the first publish and the first clear of a message", async () => {
    const account = new NotedAccount();
    const { id, outs } = await new RetainedMessageHandlers(new SlowSession(account)).create(inputs);
    expect(events.splice(0)).toEqual(["stack: publishing", "published"]);
    await new RetainedMessageHandlers(new SlowSession(account)).delete(id, outs);
    expect(events.splice(0)).toEqual(["stack: clearing", "cleared"]);
  });

  test("before a Publication is sent", async () => {
    const session = new SlowSession(new FakeAccount());
    const { signal } = session.places.dataPlane(place);
    session.places.dataPlane(place).signal = async function (message) {
      events.push("sent");
      await signal.call(this, message);
    };
    await new PublicationHandlers(session).create(inputs);
    expect(events.splice(0)).toEqual(["stack: publishing", "sent"]);
  });
});
