import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../support/command";
import { Door } from "../../support/door";
import { hosts } from "../../support/host";
import { publishAs } from "../../support/look";
import type { TestStack } from "../../support/stack";
import {
  disturb,
  type Fleet,
  FROM_OUTSIDE,
  fleetOf,
  NOTHING,
  payloadsOf,
  programOf,
  publishStrangers,
  updatedFleetOf,
} from "./fleet";
import { interrupt } from "./kill";
import type { KillPlan } from "./kill-plan";
import { type Live, ownerOf, payloads, snapshot, without } from "./live";

const OWNER = "acme/trust/kills";

/** Programs before and after each operation. */
const programs = {
  create: ({ shape, size }: KillPlan) => [NOTHING, fleetOf(shape, size)],
  update: ({ shape, size }: KillPlan) => [fleetOf(shape, size), updatedFleetOf(shape, size)],
  destroy: ({ shape, size }: KillPlan) => [fleetOf(shape, size), NOTHING],
  refresh: ({ shape, size }: KillPlan) => [fleetOf(shape, size), fleetOf(shape, size)],
} satisfies Record<KillPlan["operation"], (plan: KillPlan) => [before: Fleet, after: Fleet]>;

/** A run that is killed, the way back, and a look from outside at what has become of the messages. */
export class KillTrial {
  private readonly before: Fleet;
  private readonly after: Fleet;
  private strangers: ReadonlyMap<string, Live> = new Map();

  constructor(
    private readonly stack: TestStack,
    private readonly plan: KillPlan,
    private readonly count: (what: string, number?: number) => void,
  ) {
    [this.before, this.after] = programs[plan.operation](plan);
  }

  async run(): Promise<void> {
    const { stack, plan, before, after } = this;
    const door = await this.openDoor();
    this.strangers = await publishStrangers(stack.endpoint);
    if (before !== NOTHING) await stack.up(this.programOf(before));
    if (plan.operation === "refresh") await disturb(stack.endpoint, before);
    const { isStruck, isTorn } = await interrupt({ plan, stack, door, before, after });
    this.count(isStruck ? "runs struck" : "runs that were over before");
    this.count("files that Pulumi had half written, removed", isTorn ? 1 : 0);

    const declared = await this.recover();
    await this.expectLive(declared);
    if (declared === NOTHING) return;
    await stack.refresh({ expectNoChanges: true });
    await stack.up(this.programOf(declared));
    expect(stack.count("Publish")).toBe(0);
  }

  private programOf(fleet: Fleet): () => void {
    return programOf(fleet, hosts[this.plan.host]);
  }

  private async openDoor(): Promise<Door> {
    const { stack, plan } = this;
    const door = new Door(stack.endpoint);
    await door.open();
    stack.onClose(() => door.close());
    await stack.configure({
      "iot-retained:endpoint": door.endpoint,
      "iot-retained:owner": OWNER,
      "iot-retained:concurrency": String(plan.concurrency),
      "iot-retained:publishRate": "1000",
    });
    return door;
  }

  /** Takes the way back that the plan says, and returns what is declared at its end. */
  private async recover(): Promise<Fleet> {
    const { stack, before, after } = this;
    const { operation, recovery } = this.plan;
    if (recovery === "revert") {
      await stack.up(this.programOf(before), { refresh: true });
      return before;
    }
    if (recovery !== "same again" || operation === "destroy") {
      await stack.destroy();
      return NOTHING;
    }
    if (operation === "refresh") await stack.refresh();
    await stack.up(this.programOf(after));
    return after;
  }

  /** What is declared is live, and nothing else but what is not the stack's, after `iot-retained clear` at the latest. */
  private async expectLive(declared: Fleet): Promise<void> {
    const wanted = payloadsOf(declared);
    if (declared === NOTHING && this.plan.operation === "refresh") await this.removeFound();
    const rest = without(await this.liveNow(), wanted);
    this.expectRestOfKilledRun(rest, wanted);
    if (rest.size > 0 || this.plan.recovery === "destroy and clear") await this.clear(declared);
    expect(payloads(await this.liveNow())).toEqual(wanted);
    this.count("messages compared", wanted.size);
    this.count("messages of others compared", this.strangers.size);
    this.count("messages that only `iot-retained clear` found", rest.size);
  }

  /** What is live beside the strangers' messages, which have to be as they were. */
  private async liveNow(): Promise<Map<string, Live>> {
    const live = await snapshot(this.stack.endpoint);
    expect(without(live, { has: (topic) => !this.strangers.has(topic) })).toEqual(this.strangers);
    return without(live, this.strangers);
  }

  /**
   * After a refresh has found what somebody else published on topics of the stack, destroy leaves that. The outsider takes
   * it away.
   */
  private async removeFound(): Promise<void> {
    const { endpoint } = this.stack;
    for (const [topic, message] of await this.liveNow()) {
      expect([topic, message.payload, ownerOf(message)]).toEqual([topic, FROM_OUTSIDE, undefined]);
      await publishAs(endpoint, topic, "");
      this.count("messages from outside that destroy left");
    }
  }

  /** Only a process whose answers are lost may leave anything: what it has created, with its marker. */
  private expectRestOfKilledRun(rest: ReadonlyMap<string, Live>, declared: ReadonlyMap<string, string>): void {
    const { victim, signal, recovery } = this.plan;
    const losesAnswers = victim === "provider process" || (victim === "CLI" && signal === "SIGKILL");
    if (!losesAnswers || recovery === "same again") expect([...rest.keys()]).toEqual([]);
    const before = payloadsOf(this.before);
    const created = [...payloadsOf(this.after)].filter(([topic]) => !before.has(topic) && !declared.has(topic));
    expect(created).toEqual(expect.arrayContaining([...payloads(rest)]));
    expect([...rest.values()].filter((message) => ownerOf(message) !== OWNER)).toEqual([]);
  }

  private async clear(declared: Fleet): Promise<void> {
    const { stack } = this;
    const args = ["clear", "--endpoint", stack.endpoint, "--owner", OWNER, "--yes"];
    if (declared !== NOTHING) {
      const file = join(stack.directory, "state.json");
      await writeFile(file, await stack.export("--show-secrets"));
      args.push("--keep-state", file);
    }
    expect(await run(...args)).toMatchObject({ code: 0 });
  }
}
