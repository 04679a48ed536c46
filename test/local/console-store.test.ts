import { MessageStore } from "../../provider/local/store/messages";
import { Versions } from "../../provider/local/store/versions";
import { serveConsole } from "../support/served-console";
import { nextNamed, readEvents } from "./support/events";

let store: MessageStore;

beforeEach(() => {
  store = new MessageStore(() => 0);
});

function put(topic: string, text: string): void {
  store.publish({ topic, payload: Buffer.from(text), qos: 1, userProperties: [] }, { retain: true });
}

function textsOf(versions: Versions, topic: string): string[] {
  return versions.of(topic).map(({ retained }) => Buffer.from(retained.message.payload).toString());
}

describe("versions", () => {
  test("the live message is none of them", () => {
    const versions = new Versions(store);
    put("t", "1");
    expect(versions.of("t")).toEqual([]);
    put("t", "2");
    expect(textsOf(versions, "t")).toEqual(["1"]);
  });

  test("10 of a topic are kept", () => {
    const versions = new Versions(store);
    for (let i = 0; i < 15; i++) put("t", String(i));
    expect(textsOf(versions, "t")).toEqual(["13", "12", "11", "10", "9", "8", "7", "6", "5", "4"]);
  });

  test("over 16 MB, the oldest of all topics go", () => {
    const versions = new Versions(store);
    const large = "x".repeat(131_072);
    for (let i = 0; i < 200; i++) for (const text of [large, "y"]) put(`t/${i}`, text);
    expect(versions.bytes).toBeLessThanOrEqual(16 * 1024 * 1024);
    expect(versions.bytes).toBeGreaterThan(15 * 1024 * 1024);
    const kept = Array.from({ length: 200 }, (_, i) => textsOf(versions, `t/${i}`).length);
    expect(kept).toEqual([...kept].sort());
    expect([kept[0], kept[199]]).toEqual([0, 1]);
  });

  test("what is dropped is not counted any more", () => {
    const versions = new Versions(store, { perTopic: 2, bytes: 2_000 });
    for (let i = 0; i < 100; i++) for (const topic of ["a", "b", "c"]) put(topic, "x".repeat(88));
    expect(versions.bytes).toBe(3 * 600);
    expect(["a", "b", "c"].flatMap((topic) => versions.of(topic))).toHaveLength(3);
  });
});

describe("events", () => {
  const closers: (() => unknown)[] = [];

  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  test("a large snapshot comes in parts, and a reader that falls behind gets a new one", async () => {
    for (let i = 0; i < 4_500; i++) put(`t/${i}`, "x");
    const http = await serveConsole(store, 0, () => []);
    const { events, close } = readEvents(`http://127.0.0.1:${http.port}`);
    closers.push(close, http.close);
    expect(await nextNamed(events, "snapshot")).toEqual({ now: 0, count: 4_500 });
    const parts = [1, 2, 3].map(async () => ((await nextNamed(events, "topics")) as unknown[]).length);
    expect(await Promise.all(parts)).toEqual([2_000, 2_000, 500]);
    await nextNamed(events, "ready");

    // All at once, so that nothing of it can be told in between.
    for (let i = 0; i < 100_001; i++) put(`u/${i}`, "x");
    expect(await events.next()).toMatchObject({ name: "clients" });
    expect(await events.next()).toEqual({ name: "snapshot", data: { now: 0, count: 104_501 } });
  });
});
