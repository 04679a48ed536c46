import { decodeBookkeeping } from "../../../provider/engine/bookkeeping";
import type { LocalOperation } from "../../../provider/local";
import { opened } from "../../support/engine-wire";
import { publishAs } from "../../support/look";
import { type End, type Kind, ModelResource } from "../../support/model-engine";
import type { HostName } from "../../support/model-hosts";
import { faults, lengths, type NamedFault } from "./faults";
import { HttpAccount } from "./http-account";
import { type Live, payloads, snapshot, without } from "./live";

const hosts = ["dynamic", "native"] as const;
const kinds = ["RetainedMessage", "RetainedMessageSet", "Publication"] as const;
const operations = ["create", "update", "delete", "refresh"] as const;
const calls = ["Publish", "GetRetainedMessage", "ListRetainedMessages"] as const satisfies LocalOperation[];

/** One kind of resource in one operation, in which calls of one kind go wrong in one way. */
export interface FaultCell {
  host: HostName;
  kind: Kind;
  operation: (typeof operations)[number];
  call: (typeof calls)[number];
  fault: NamedFault;
  length: (typeof lengths)[number];
  /** Whether somebody else's message is on a topic that is new to the stack. */
  isTaken: boolean;
}

/** A part of every payload that is declared here; no output may hold it. */
const SECRET = "SECRET-7f3a";
const OUTSIDE = "OUTSIDE-9b1d";
const own = (text: string) => `${SECRET} ${text}`;

const argsOf: Record<Kind, (version: 1 | 2) => object> = {
  RetainedMessage: (version) => ({ topic: "own/a", payload: own(`a${version}`), contentType: `text/v${version}` }),
  RetainedMessageSet: (version) => ({
    messages: {
      "own/a": own(`a${version}`),
      "own/b": own("b"),
      ...(version === 1 ? { "own/c": own("c") } : { "own/d": { payload: own("d"), qos: 0 } }),
      "own/e": { payload: own(`e${version}`), userProperties: { [`${SECRET}-key`]: SECRET } },
    },
  }),
  Publication: (version) => ({ topic: "own/a", payload: own(`a${version}`) }),
};

/** All cells, in order. */
export const cells: readonly FaultCell[] = kinds
  .flatMap((kind) =>
    operations.flatMap((operation) =>
      calls.flatMap((call) =>
        faults.flatMap((fault) =>
          lengths.flatMap((length) =>
            takenIn(kind, operation).flatMap((isTaken) =>
              hosts.map((host) => ({ host, kind, operation, call, fault, length, isTaken })),
            ),
          ),
        ),
      ),
    ),
  )
  // If the service itself says that a topic is free, it is published on.
  .filter((cell) => !(cell.isTaken && isMisled(cell)))
  .filter((cell) => makesCall(cell) || (cell.fault === faults[0] && cell.length.calls === 1));

/** Whether an operation makes calls of a kind; if it does not, all faults are alike. */
function makesCall({ kind, operation, call }: FaultCell): boolean {
  if (operation === "refresh" && call === "Publish") return false;
  if (kind === "Publication") return call === "Publish" && operation !== "delete";
  return kind === "RetainedMessageSet" || call !== "ListRetainedMessages";
}

/** Whether the service itself says something that is wrong. */
function isMisled({ call, fault: { isBelieved } }: FaultCell): boolean {
  if (call === "GetRetainedMessage") return isBelieved === "by a Get";
  return call === "ListRetainedMessages" && isBelieved === "by a listing";
}

/** Somebody else's message can be in the way where a topic is new. */
function takenIn(kind: Kind, operation: FaultCell["operation"]): boolean[] {
  const isNew =
    operation === "create" ? kind !== "Publication" : operation === "update" && kind === "RetainedMessageSet";
  return isNew ? [false, true] : [false];
}

export function describeCell({ host, kind, operation, call, fault, length, isTaken }: FaultCell): string {
  return `${host}: ${kind}, ${operation}, ${call}: ${fault.name}, ${length.name}${isTaken ? ", on a taken topic" : ""}`;
}

/** Goes through a cell, the way out of it included. */
export class FaultTrial {
  private readonly account = new HttpAccount();
  private readonly engine: ModelResource;
  private strangers: ReadonlyMap<string, Live> = new Map();

  constructor(
    private readonly cell: FaultCell,
    private readonly count: (what: string, number?: number) => void,
  ) {
    this.engine = new ModelResource(this.account, cell.kind, cell.host);
  }

  async run(): Promise<void> {
    await this.account.open();
    try {
      await this.prepare();
      const end = await this.runOperation();
      this.account.heal();
      await this.expectNothingLost(end);
      await this.expectRecovery();
    } finally {
      await this.account.close();
    }
  }

  private async prepare(): Promise<void> {
    const { account, cell, engine } = this;
    const { endpoint } = account;
    await publishAs(endpoint, "own", "a stranger's");
    await publishAs(endpoint, "own/a/x", "a stranger's");
    await publishAs(endpoint, "own/f", "x", [{ "managed-by": "pulumi:acme/other/prod/set#ffffffffffff" }]);
    if (cell.operation !== "create") expect(await engine.up(this.args(1))).toBe("done");
    if (cell.isTaken) await publishAs(endpoint, this.newTopic, "a stranger's, in the way");
    this.strangers = without(await snapshot(endpoint), { has: (topic) => this.recorded().has(topic) });
    if (cell.operation === "refresh" && cell.kind !== "Publication") {
      await publishAs(endpoint, "own/a", OUTSIDE);
      if (cell.kind === "RetainedMessageSet") await publishAs(endpoint, "own/b", "");
    }
  }

  private async runOperation(): Promise<End> {
    const { account, cell, engine } = this;
    account.acted.length = 0;
    account.injure(cell.call, cell.fault.fault, cell.length.calls);
    if (cell.operation === "delete") return await engine.destroy();
    if (cell.operation === "refresh") return (await engine.refresh()).end;
    return await engine.up(this.args(this.version));
  }

  /** After the fault: nothing of others is touched, nothing is told, and the state knows what may be live. */
  private async expectNothingLost(end: End): Promise<void> {
    const { cell, account, engine } = this;
    this.count(account.met > 0 ? "faults met" : "cells without such a call", Math.max(account.met, 1));
    this.expectSilence();
    const live = await this.liveNow();
    if (cell.kind === "Publication") return this.expectSignal(end);
    if (cell.isTaken) expect(end).not.toBe("done");
    if (this.isMisled) return;
    if (end === "done" && cell.operation !== "refresh") expect(payloads(live)).toEqual(this.wanted);
    const unknown = [...live.keys()].filter((topic) => !this.recorded().has(topic));
    expect(unknown).toEqual([]);
    expect(engine.resources.length).toBeLessThanOrEqual(1);
    this.count("messages compared", live.size + this.strangers.size);
  }

  /** Without the fault, the same command leads to what is declared, and then there is nothing left to do. */
  private async expectRecovery(): Promise<void> {
    const { cell, account, engine } = this;
    if (cell.operation === "delete") {
      expect(await engine.destroy()).toBe("done");
      if (!this.isMisled) expect([...(await this.liveNow()).keys()]).toEqual([]);
      return;
    }
    const args = this.args(this.version);
    if (cell.operation === "refresh") expect((await engine.refresh()).end).toBe("done");
    // A state that has lost its resource takes the message from outside for somebody else's.
    if (cell.operation === "refresh" && this.isMisled) await publishAs(account.endpoint, "own/a", "");
    if (cell.isTaken) {
      expect(await engine.up(args)).toBe("refused");
      this.expectSilence();
      await this.liveNow();
      this.strangers = without(this.strangers, new Set([this.newTopic]));
      await publishAs(account.endpoint, this.newTopic, "");
    }
    expect(await engine.up(args)).toBe("done");
    const live = await this.liveNow();
    // What the service itself has said to be gone may be live on a topic that is declared no more.
    const seen = this.isMisled && cell.operation === "update" ? without(live, new Set(["own/c"])) : live;
    if (cell.kind !== "Publication") expect(payloads(seen)).toEqual(this.wanted);
    expect(await engine.refresh()).toEqual({ end: "done", hasDrifted: false });
    account.acted.length = 0;
    expect(await engine.up(args)).toBe("done");
    expect(account.acted).toEqual([]);
    expect(await engine.destroy()).toBe("done");
    if (!this.isMisled) expect([...(await this.liveNow()).keys()]).toEqual([]);
  }

  /** A Publication that is done has been sent. */
  private expectSignal(end: End): void {
    const sent = this.account.acted.filter(({ operation, retain }) => operation === "Publish" && retain === false);
    const isToBeSent = this.cell.operation === "create" || this.cell.operation === "update";
    if (!isToBeSent) expect([end, sent]).toEqual(["done", []]);
    else if (end === "done") expect(sent).not.toEqual([]);
  }

  private expectSilence(): void {
    const said = this.engine.said.join("\n");
    expect(said).not.toContain(SECRET);
    expect(said).not.toContain(OUTSIDE);
    expect(said).not.toContain(Buffer.from(SECRET).toString("base64").slice(0, 12));
  }

  /** What is live beside the strangers' messages, which have to be as they were. */
  private async liveNow(): Promise<Map<string, Live>> {
    const live = await snapshot(this.account.endpoint);
    expect(without(live, { has: (topic) => !this.strangers.has(topic) })).toEqual(this.strangers);
    return without(live, this.strangers);
  }

  /** Whether the service itself has said that a message is gone. */
  private get isMisled(): boolean {
    return this.cell.call === "GetRetainedMessage" && isMisled(this.cell);
  }

  private get version(): 1 | 2 {
    return this.cell.operation === "update" ? 2 : 1;
  }

  private args(version: 1 | 2): object {
    return argsOf[this.cell.kind](version);
  }

  private get newTopic(): string {
    return this.cell.operation === "update" ? "own/d" : "own/a";
  }

  /** The payloads that are declared, by topic. */
  private get wanted(): Map<string, string> {
    if (this.cell.operation === "delete") return new Map();
    const { messages, topic, payload } = this.args(this.version) as {
      messages?: Record<string, string | { payload: string }>;
      topic: string;
      payload: string;
    };
    const all = Object.entries(messages ?? { [topic]: payload });
    const text = (message: string | { payload: string }) => (typeof message === "string" ? message : message.payload);
    return new Map(all.map(([key, message]) => [key, Buffer.from(text(message)).toString("base64")]));
  }

  /** Topics that the state has. */
  private recorded(): Set<string> {
    const topics = this.engine.resources.flatMap(({ kind, outputs }) => {
      if (kind === "Publication") return [];
      if (kind === "RetainedMessage") return [String(outputs["topic"])];
      const { __bookkeeping } = opened(outputs) as typeof outputs;
      return [...decodeBookkeeping(__bookkeeping).messages.keys()];
    });
    return new Set(topics);
  }
}
