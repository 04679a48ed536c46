import { type Host, hosts } from "../support/host";
import { publishAs } from "../support/look";
import { useStack } from "../support/stack";
import { fewFaults } from "./support/faults";
import { type Live, payloads, snapshot, without } from "./support/live";
import { chosen, trialsOf } from "./support/trial";

// A few of the faults on the real engine: what the engine makes of our errors and of the states that come with them.

jest.setTimeout(300_000);

const { trial, count } = trialsOf("Faults of Publish, Get and List: a sample on the real engine");
const stack = useStack();

const messagesOf = (version: 1 | 2): Record<string, string> => ({
  "own/set/a": `a${version}`,
  "own/set/b": "b",
  [version === 1 ? "own/set/c" : "own/set/d"]: "moved",
});
const programOf =
  ({ RetainedMessage, RetainedMessageSet, Publication }: Host) =>
  (version: 1 | 2) =>
  () => {
    new RetainedMessage("message", { topic: "own/message", payload: `message ${version}` } as never);
    new RetainedMessageSet("set", { messages: messagesOf(version) } as never);
    new Publication("signal", { topic: "own/signal", payload: `signal ${version}` } as never);
  };
const wanted = (version: 1 | 2) => {
  const all = Object.entries({ ...messagesOf(version), "own/message": `message ${version}` });
  return new Map(all.map(([topic, payload]) => [topic, Buffer.from(payload).toString("base64")]));
};

/** Signals that the endpoint has passed on. */
const signals = () => stack.calls.filter(({ retain, status }) => retain === false && status === 200).length;

const faultsOfHosts = Object.values(hosts).flatMap((host) => fewFaults.map((each) => ({ host, ...each })));

for (const { host, name, fault } of chosen(faultsOfHosts, ({ name }) => name === "reset after it has acted")) {
  trial(`${host.name}: ${name}, in create, update, refresh and destroy`, async () => {
    const program = programOf(host);
    await stack.configure({ "iot-retained:owner": "acme/trust/faults" });
    await publishAs(stack.endpoint, "own/set", "a stranger's");
    await publishAs(stack.endpoint, "own/x", "x", [{ "managed-by": "pulumi:acme/other/prod/set#ffffffffffff" }]);
    const strangers = await snapshot(stack.endpoint);
    /** What is live beside the strangers' messages, which have to be as they were. */
    const live = async (): Promise<Map<string, Live>> => {
      const all = await snapshot(stack.endpoint);
      expect(without(all, { has: (topic) => !strangers.has(topic) })).toEqual(strangers);
      return without(all, strangers);
    };
    /** Runs a command whose first calls of every operation meet the fault, and says whether it went well. */
    const faulted = async (command: () => Promise<unknown>): Promise<boolean> => {
      const met = new Map<string, number>();
      stack.fault = ({ operation }) => {
        const times = (met.get(operation) ?? 0) + 1;
        met.set(operation, times);
        if (times > 8) return undefined;
        count("faults met");
        return fault;
      };
      const isDone = await command().then(
        () => true,
        () => false,
      );
      stack.fault = () => undefined;
      return isDone;
    };

    for (const version of [1, 2] as const) {
      const isDone = await faulted(() => stack.up(program(version)));
      if (isDone) expect(payloads(await live())).toEqual(wanted(version));
      await stack.up(program(version));
      if (!isDone) expect(signals()).toBeLessThanOrEqual(1);
      expect(payloads(await live())).toEqual(wanted(version));
      await stack.refresh({ expectNoChanges: true });
      count("messages compared", wanted(version).size + strangers.size);
    }
    await publishAs(stack.endpoint, "own/set/a", "from outside");
    await faulted(() => stack.refresh());
    await stack.up(program(2), { refresh: true });
    expect(payloads(await live())).toEqual(wanted(2));
    const isDone = await faulted(() => stack.destroy());
    if (isDone) expect(await live()).toEqual(new Map());
    await stack.destroy();
    expect(await live()).toEqual(new Map());
  });
}
