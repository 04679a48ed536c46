import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "../../../provider/local";
import type { Door } from "../../support/door";
import { hosts } from "../../support/host";
import { gone, processes, startCommand } from "../../support/interruption";
import type { TestStack } from "../../support/stack";
import { type Fleet, payloadsOf, scriptOf } from "./fleet";
import type { KillPlan, Operation } from "./kill-plan";

/** Milliseconds that the first call takes, in which the provider process is looked for. */
const FIRST_CALL = 300;
/** Milliseconds after which an endpoint comes back that does so while the run still tries. */
const ABSENCE = 600;

/** An operation that is to be interrupted. */
export interface Interruption {
  plan: KillPlan;
  stack: TestStack;
  /** The way to the endpoint, which a kill closes. */
  door: Door;
  before: Fleet;
  after: Fleet;
}

/** How an interruption has ended. */
export interface Interrupted {
  /** Whether the moment came before the run had ended. */
  isStruck: boolean;
  /** Whether Pulumi's backend was left with a file that was half written. */
  isTorn: boolean;
}

/**
 * Runs the operation of a plan with the CLI, and sends the signal at its moment. When it returns, nothing of the run is
 * left, the endpoint is back with its messages, and the stack can be used.
 *
 * An endpoint that is killed is modelled: its process and its messages stay, its connections are reset or refused, and
 * with SIGINT and SIGTERM what it has begun to answer is answered.
 */
export async function interrupt({ plan, stack, door, before, after }: Interruption): Promise<Interrupted> {
  const { victim, operation } = plan;
  const command = operation === "create" || operation === "update" ? "up" : operation;
  const host = hosts[plan.host];
  const run = await startCommand(stack, command, scriptOf(after), host);
  const ended = once(run, "exit");
  const at = callAt(plan, before, after);
  let calls = 0;
  let provider: Promise<number[]> | undefined;
  let strike: Promise<void> | undefined;
  const endpoint = new KilledEndpoint(plan, door);
  stack.fault = () => {
    calls++;
    provider ??= processes(stack, host.process);
    if (calls === at) strike = victim === "endpoint" ? endpoint.die() : struck(plan, run, provider);
    const delay = calls === 1 ? FIRST_CALL : plan.delay;
    return endpoint.fault ?? (delay === 0 ? undefined : { delay });
  };
  await ended;
  await gone(stack, host);
  stack.fault = () => undefined;
  await strike;
  await endpoint.comeBack();
  const isTorn = await repaired(stack);
  if (victim === "CLI") await stack.unlock();
  return { isStruck: strike !== undefined, isTorn };
}

/**
 * Repairs what a kill has left half written: Pulumi's backend of files keeps attributes beside each file, does not write
 * them at once, and reads no file whose attributes are empty. The state itself is there, and needs no attributes.
 */
async function repaired(stack: TestStack): Promise<boolean> {
  const folder = join(stack.directory, ".pulumi");
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".attrs"));
  const torn: string[] = [];
  for (const file of files) if ((await stat(join(folder, file))).size === 0) torn.push(join(folder, file));
  await Promise.all(torn.map((file) => rm(file)));
  return torn.length > 0;
}

async function struck({ victim, signal }: KillPlan, run: ChildProcess, provider: Promise<number[]>): Promise<void> {
  if (victim === "CLI") return void run.kill(signal);
  for (const pid of await provider) process.kill(pid, signal);
}

/** The call after which the signal is sent. */
function callAt({ operation, moment }: KillPlan, before: Fleet, after: Fleet): number {
  return 1 + Math.floor((moment / 1000) * callsOf(operation, before, after));
}

/** How many calls an operation makes, about. */
function callsOf(operation: Operation, before: Fleet, after: Fleet): number {
  const [old, now] = [payloadsOf(before), payloadsOf(after)];
  const changed = [...now].filter(([topic, payload]) => old.get(topic) !== payload).length;
  const removed = [...old.keys()].filter((topic) => !now.has(topic)).length;
  const singles = Object.keys(after.single).length;
  if (operation === "refresh") return singles === 0 ? 1 + Math.floor(old.size / 7) : singles;
  // A message of its own is looked at, published, and looked at again.
  const callsEach = singles > now.size / 2 ? 3 : 1;
  return changed * callsEach + removed * 2;
}

/** What a killed endpoint does to calls. */
class KilledEndpoint {
  fault: Fault | undefined;
  private isOpen = true;
  private absence: NodeJS.Timeout | undefined;

  constructor(
    private readonly plan: KillPlan,
    private readonly door: Door,
  ) {}

  async die(): Promise<void> {
    this.fault = { drop: "before" };
    if (this.plan.comesBack) this.absence = setTimeout(() => void this.comeBack(), ABSENCE);
    if (this.plan.signal !== "SIGKILL") return;
    this.isOpen = false;
    await this.door.close();
  }

  async comeBack(): Promise<void> {
    clearTimeout(this.absence);
    this.fault = undefined;
    if (this.isOpen) return;
    this.isOpen = true;
    await this.door.open();
  }
}
