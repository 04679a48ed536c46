import { setTimeout as sleep } from "node:timers/promises";
import { pulumi } from "../support/cli";
import { hosts } from "../support/host";
import { publishAs } from "../support/look";
import { TestStack, useStack } from "../support/stack";
import { type Fleet, fleetOf, payloadsOf, scriptOf, updatedFleetOf } from "./support/fleet";
import { ownerOf, payloads, snapshot } from "./support/live";
import { chosen, trialsOf } from "./support/trial";

// Two stacks that run at the same time on the real engine, each in a CLI of its own.

jest.setTimeout(300_000);

const { trial, count } = trialsOf("Two stacks at once: on the real engine");
const first = useStack();

/** The fleet on topics of another name. */
function under(prefix: string, { inSet, single }: Fleet): Fleet {
  const moved = (messages: Fleet["inSet"]) =>
    Object.fromEntries(Object.entries(messages).map(([topic, message]) => [`${prefix}/${topic}`, message]));
  return { inSet: moved(inSet), single: moved(single) };
}

const both = ({ inSet, single }: Fleet, other: Fleet): Fleet => ({
  inSet: { ...inSet, ...other.inSet },
  single: { ...single, ...other.single },
});

/** Publishes on topics of a stack while a command runs, at most so often. */
async function disturbWhile(running: Promise<unknown>, endpoint: string, fleet: Fleet): Promise<void> {
  let isOver = false;
  const end = running.finally(() => {
    isOver = true;
  });
  const topics = [...payloadsOf(fleet).keys()];
  for (let times = 0; !isOver && times < 100; times++) {
    await publishAs(endpoint, topics[(times * 7) % topics.length] ?? "", times % 5 === 0 ? "" : "from outside");
    count("publishes from outside");
    await sleep(30);
  }
  await end;
}

for (const shape of chosen(["set", "messages", "both"] as const, (one) => one === "set")) {
  trial(`${shape}: what one does, the other does not notice`, async () => {
    const second = new TestStack();
    await second.open();
    first.onClose(() => second.close());
    const { endpoint } = first;
    await first.configure({ "iot-retained:owner": "acme/trust/one" });
    await second.configure({ "iot-retained:owner": "acme/trust/two", "iot-retained:endpoint": endpoint });
    const run = (stack: TestStack, fleet: Fleet, ...args: string[]) => {
      // One of them on each host.
      const { script } = stack === first ? hosts.dynamic : hosts.native;
      const declarations = `${script}\n${scriptOf(fleet)}`;
      return pulumi(stack, declarations, ...args, "--yes", "--skip-preview");
    };
    const live = async (owner: string) =>
      payloads(new Map([...(await snapshot(endpoint))].filter(([, message]) => ownerOf(message) === owner)));
    const one = under("one", fleetOf(shape, 20));
    const two = [under("two", fleetOf(shape, 20)), under("two", updatedFleetOf(shape, 20))] as const;

    const created = await Promise.all([run(first, one, "up"), run(second, two[0], "up")]);
    expect(created.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual([0, 0]);
    await disturbWhile(Promise.all([run(first, one, "refresh"), run(second, two[1], "up")]), endpoint, one);

    // What the other one has is refused, whatever else is declared beside it.
    const [greedy] = await Promise.all([run(first, both(one, two[1]), "up"), run(second, two[1], "refresh")]);
    expect(greedy.code).not.toBe(0);
    expect(greedy.output).toContain("acme/trust/two");
    expect(await live("acme/trust/two")).toEqual(payloadsOf(two[1]));

    expect(await run(first, one, "up", "--refresh")).toMatchObject({ code: 0 });
    expect(await live("acme/trust/one")).toEqual(payloadsOf(one));
    expect(await live("acme/trust/two")).toEqual(payloadsOf(two[1]));
    const ended = await Promise.all([run(first, one, "destroy"), run(second, two[0], "up")]);
    expect(ended.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual([0, 0]);
    expect(await live("acme/trust/one")).toEqual(new Map());
    expect(await live("acme/trust/two")).toEqual(payloadsOf(two[0]));
    expect(await run(second, two[0], "destroy")).toMatchObject({ code: 0 });
    expect(await snapshot(endpoint)).toEqual(new Map());
    count("messages compared", payloadsOf(one).size * 2 + payloadsOf(two[1]).size * 3);
  });
}
