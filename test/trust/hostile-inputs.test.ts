import canonicalize from "canonicalize";
import fc from "fast-check";
import { look, type Seen, topics } from "../support/look";
import { type Kind, ModelResource } from "../support/model-engine";
import type { HostName } from "../support/model-hosts";
import { argsWith, SECRET, SIGNATURE } from "./support/hostile";
import { HttpAccount } from "./support/http-account";
import { search, trialsOf } from "./support/trial";

// Whatever a program declares: it is refused with a path, or it is published as it is.

// Waits of reading back take no time here.
jest.mock("node:timers/promises", () => ({
  ...jest.requireActual("node:timers/promises"),
  setTimeout: async () => undefined,
}));

jest.setTimeout(600_000);

const { trial, count } = trialsOf("Hostile inputs: through the handlers, over HTTP");

type Args = Record<string, unknown>;

/** The messages of a declaration, by topic. */
function messagesOf(kind: Kind, args: Args): Map<string, Args> {
  if (kind === "RetainedMessage") return new Map([[String(args["topic"]), args]]);
  if (kind === "Publication") return new Map();
  const { defaults, messages } = args as { defaults?: object; messages: object };
  const isPayload = (value: unknown) => typeof value === "string" || SIGNATURE in (value as object);
  const full = (value: unknown): Args => ({
    ...defaults,
    ...(isPayload(value) ? { payload: value } : (value as object)),
  });
  return new Map(Object.entries(messages).map(([topic, value]) => [topic, full(value)]));
}

/** What a device would see of a declared message, as far as it can be read back. Null is as if it was left out. */
function wantedOf(message: Args): object {
  const given = Object.entries(message).filter(([, value]) => value !== null);
  const { payload, payloadBase64, qos = 1, userProperties = {} } = Object.fromEntries(given);
  const bytes = typeof payloadBase64 === "string" ? Buffer.from(payloadBase64, "base64") : Buffer.from(textOf(payload));
  const pairs = Array.isArray(userProperties)
    ? userProperties.flatMap((one: object) => Object.entries(one))
    : Object.entries(userProperties as object).sort(([a], [b]) => (a < b ? -1 : 1));
  return { payload: bytes.toString("base64"), qos, pairs };
}

/** The text of a payload, which may be a StringAsset, or JSON if it comes from another language. */
function textOf(payload: unknown): string {
  if (typeof payload === "string") return payload;
  const isAsset = typeof payload === "object" && payload !== null && SIGNATURE in payload;
  return isAsset ? String((payload as { text?: unknown }).text) : String(canonicalize(payload));
}

/** What is left of values on their way to a native provider: half a character cannot be written there. */
function wellFormed<T>(value: T): T {
  if (typeof value === "string") return value.toWellFormed() as T;
  if (Array.isArray(value)) return value.map(wellFormed) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed(item)])) as T;
}

function seenAs({ payload, qos, userProperties }: Seen): object {
  const pairs = userProperties.flatMap((one) => Object.entries(one)).filter(([key]) => key !== "managed-by");
  return { payload: payload.toString("base64"), qos, pairs };
}

class HostileTrial {
  private readonly account = new HttpAccount();
  private readonly engine: ModelResource;

  constructor(
    private readonly kind: Kind,
    host: HostName,
  ) {
    this.engine = new ModelResource(this.account, kind, host);
  }

  async run(first: Args, second: Args): Promise<void> {
    await this.account.open();
    try {
      for (const args of [first, second]) await this.up(args);
      if (this.engine.resources.length === 0) return;
      expect((await this.engine.refresh()).end).toBe("done");
      expect(await this.engine.destroy()).toBe("done");
      expect(await topics(this.account.endpoint)).toEqual([]);
    } finally {
      await this.account.close();
    }
  }

  private async up(args: Args): Promise<void> {
    const { account, engine, kind } = this;
    account.acted.length = 0;
    const end = await engine.up(args);
    expect(engine.said.join()).not.toContain(SECRET);
    expect(account.acted.length).toBeLessThan(40);
    if (end !== "done") {
      expect(engine.said.join("\n")).toMatch(/^`.+`: /ms);
      expect(account.acted).toEqual([]);
      count("declarations refused with a path");
      return;
    }
    count("declarations published");
    for (const [topic, message] of messagesOf(kind, args)) {
      const seen = await look(account.endpoint, topic);
      expect(seen && seenAs(seen)).toEqual(wantedOf(message));
      count("messages compared byte for byte");
    }
    expect(await engine.refresh()).toEqual({ end: "done", hasDrifted: false });
    account.acted.length = 0;
    expect(await engine.up(args)).toBe("done");
    expect(account.acted).toEqual([]);
  }
}

const kinds = ["RetainedMessage", "RetainedMessageSet", "Publication"] as const;

for (const host of ["dynamic", "native"] as const) {
  for (const kind of kinds) {
    for (const own of ["none", "signatures"] as const) {
      const texts = own === "none" ? "without Pulumi's own texts" : "with Pulumi's signatures";
      trial(`${host}: ${kind}, ${texts}`, () =>
        fc.assert(
          fc.asyncProperty(argsWith(kind, own), argsWith(kind, own), (...both) => {
            const [first, second] = host === "native" ? wellFormed(both) : both;
            return new HostileTrial(kind, host).run(first, second);
          }),
          search(30, 1000),
        ),
      );
    }
  }
}

trial("user properties of a set's message that are null are none", () => {
  const args = { messages: { a: { payload: "x", userProperties: null } } };
  return new HostileTrial("RetainedMessageSet", "dynamic").run(args, args);
});
