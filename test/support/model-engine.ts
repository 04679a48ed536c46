import { isDeepStrictEqual } from "node:util";
import type { Places } from "../../provider/dataplane/places";
import { outgoingError } from "../../provider/engine/answers";
import type { SetInputs, SetOutputs } from "../../provider/engine/declared-set";
import { PartialFailure } from "../../provider/engine/errors";
import { RetainedMessageSetHandlers } from "../../provider/engine/retained-message-set";
import { Session } from "../../provider/engine/session";
import { type FakeAccount, FakeDataPlane } from "./fake-data-plane";

const place = { region: "eu-west-1", dataEndpoint: "http://127.0.0.1:1" };

/** How a command has ended. */
export type End = "done" | "failed" | "refused" | "killed";

/** The engine as one resource sees it: it asks the handlers, and keeps inputs and outputs between commands. */
export class ModelEngine {
  state: { inputs: SetInputs; outputs: SetOutputs } | undefined;

  private hasFailed = false;
  /** Inputs of the last create or update. Where one has failed in part, the engine keeps those of before, if any. */
  private attempt = {} as SetInputs;

  constructor(private readonly account: FakeAccount) {}

  /** @param plane of the process that this command starts */
  async up(args: object, plane = new FakeDataPlane(this.account)): Promise<End> {
    return await this.run(plane, async (handlers) => {
      const given = { ...args, __urn: "urn:pulumi:s::p::t::defaults", __owner: "o/p/s" };
      const { inputs, failures } = handlers.check(copy(this.state?.inputs ?? {}) as Record<string, unknown>, given);
      if (failures.length > 0) throw new Error(failures[0]?.reason);
      const news = copy(inputs as SetInputs);
      this.attempt = news;
      if (this.state === undefined) return { inputs: news, outputs: (await handlers.create(copy(news))).outs };
      const { outputs } = this.state;
      const { changes } = (await handlers.diff("id", copy(outputs), copy(news))) as { changes?: boolean };
      // Where the provider leaves it open, the engine compares the inputs; a failed update is made again in any case.
      const isSame = changes === undefined && !this.hasFailed && isDeepStrictEqual(this.state.inputs, news);
      if (changes === false || isSame) return { inputs: news, outputs };
      return { inputs: news, outputs: (await handlers.update("id", copy(outputs), copy(news))).outs };
    });
  }

  async refresh(): Promise<{ end: End; hasDrifted: boolean }> {
    let hasDrifted = false;
    const end = await this.run(new FakeDataPlane(this.account), async (handlers) => {
      if (this.state === undefined) return undefined;
      const { props, inputs } = (await handlers.read("id", copy(this.state.outputs))) as {
        props: SetOutputs;
        inputs?: SetInputs;
      };
      hasDrifted = inputs !== undefined;
      return { inputs: inputs ?? this.state.inputs, outputs: props };
    });
    return { end, hasDrifted };
  }

  async destroy(): Promise<End> {
    return await this.run(new FakeDataPlane(this.account), async (handlers) => {
      if (this.state !== undefined) await handlers.delete("id", copy(this.state.outputs));
      return undefined;
    });
  }

  /** One command: a process of its own, whose answer is lost where it is killed. */
  private async run(
    plane: FakeDataPlane,
    command: (handlers: RetainedMessageSetHandlers) => Promise<ModelEngine["state"]>,
  ): Promise<End> {
    const work = command(new RetainedMessageSetHandlers(new ModelSession(plane))).then(
      (state): End => {
        this.state = copy(state);
        this.hasFailed = false;
        return "done";
      },
      (error: unknown): End => {
        const thrown = outgoingError(error, []);
        if (thrown instanceof PartialFailure) {
          this.hasFailed = true;
          const inputs = this.state?.inputs ?? this.attempt;
          this.state = copy({ inputs, outputs: opened(thrown.properties) as SetOutputs });
          return "failed";
        }
        return /somebody else's retained message/.test(String((thrown as Error).message)) ? "refused" : "failed";
      },
    );
    return await Promise.race([work, plane.death]);
  }
}

class ModelSession extends Session {
  constructor(private readonly plane: FakeDataPlane) {
    super({ write: async () => undefined, status: async () => undefined }, {});
  }

  override get settings(): Session["settings"] {
    return { marker: true, concurrency: 3 };
  }

  override get places(): Places {
    const places: Pick<Places, "resolveForUpdate" | "resolve" | "resolveRecorded" | "assertRoleOf" | "dataPlane"> = {
      resolveForUpdate: async () => place,
      resolve: async () => place,
      resolveRecorded: async () => ({ place, isSame: true }),
      assertRoleOf: () => undefined,
      dataPlane: () => this.plane,
    };
    return places as Places;
  }
}

/** What goes through the engine is a copy, and only what has a JSON form. */
function copy<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

/** Properties without the envelopes of secrets, which the engine takes off. */
function opened(properties: object): object {
  const open = (value: unknown) =>
    typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value && "value" in value
      ? value.value
      : value;
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, open(value)]));
}
