import { type Host, hosts } from "../support/host";
import { publishAs, topics } from "../support/look";
import { SDK_LINES } from "../support/sdk-lines";
import { useStack } from "../support/stack";
import { fewFaults } from "./support/faults";
import {
  backendOf,
  forms,
  plantConfig,
  plantedCount,
  plantedProgram,
  secretOf,
  secretTopics,
  toldBy,
} from "./support/planted";
import { chosen, trialsOf } from "./support/trial";

// Secrets in every place of a program: none is told, also while calls go wrong.

jest.setTimeout(300_000);

const { trial, count } = trialsOf("Planted secrets: output, log, events and files of the backend");
const stack = useStack("passphrase");
beforeEach(() => plantConfig(stack));

/** Looks for every planted secret in what was told and stored. */
async function expectSilence(told: readonly string[]): Promise<void> {
  const texts = [...told, await backendOf(stack)];
  for (const text of texts) {
    const lines = text.split("\n").filter((line) => forms.some((form) => line.includes(form)));
    expect(lines.filter((line) => !SDK_LINES.test(line))).toEqual([]);
    count("bytes of output searched", text.length);
    count("lines of Pulumi's own debug log left out", lines.length);
  }
  count("secrets searched for", plantedCount);
}

const upOn = (host: Host) => (version: 1 | 2) =>
  toldBy((options) => stack.stack.up({ program: plantedProgram(version, host), diff: true, ...options }));

for (const host of Object.values(hosts))
  trial(`${host.name}: a life without faults: preview, up, drift, refresh, repair, destroy`, async () => {
    const up = upOn(host);
    const preview = (version: 1 | 2) =>
      toldBy((options) => stack.stack.preview({ program: plantedProgram(version, host), diff: true, ...options }));
    const refresh = () => toldBy((options) => stack.stack.refresh(options));
    const told = [await preview(1), await up(1), await preview(2), await up(2)];
    // What was planted has arrived: else nothing could be found.
    expect(await topics(stack.endpoint)).toEqual(expect.arrayContaining(secretTopics));
    expect(stack.count("Publish")).toBeGreaterThan(8);
    for (const topic of secretTopics) await publishAs(stack.endpoint, topic, secretOf("drift"));
    told.push(await refresh(), await preview(2), await up(2), await refresh());
    told.push(await toldBy((options) => stack.stack.destroy(options)));
    expect(await topics(stack.endpoint)).toEqual([]);
    await expectSilence(told);
  });

const faultsOfHosts = Object.values(hosts).flatMap((host) => fewFaults.map((each) => ({ host, ...each })));

for (const { host, name, fault } of chosen(faultsOfHosts, ({ name }) => name === "403")) {
  trial(`${host.name}: publishes, then reads, that end with ${name}`, async () => {
    const up = upOn(host);
    const told = [await up(1)];
    stack.fault = ({ operation }) => (operation === "Publish" ? fault : undefined);
    told.push(await up(2));
    stack.fault = ({ operation }) => (operation === "Publish" ? undefined : fault);
    told.push(await toldBy((options) => stack.stack.refresh(options)));
    told.push(await toldBy((options) => stack.stack.destroy(options)));
    await expectSilence(told);
  });
}
