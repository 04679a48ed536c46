/** A payload as a fleet has it; its keys are sorted, so that its JSON text is its canonical one. */
interface Settings {
  enabled: boolean;
  highAlarm: number;
  intervalSeconds: number;
  note: string;
  revision: number;
  units: string;
}

/** Bytes of a payload, where a measure does not say otherwise: some settings of a device. */
export const BYTES = 120;

const words = ["pump", "valve", "line", "north", "south", "spare", "tank", "flow", "level", "test", "main", "shift"];

export function benchTopic(index: number): string {
  return `acme/pumps/pump-${String(index).padStart(5, "0")}/defaults`;
}

/** The payload of a topic: another one for each index and revision, and always the same one for both. */
export function benchPayload(index: number, bytes: number, revision = 1): Settings {
  const next = generator(index * 1009 + revision);
  const settings = {
    enabled: next(2) === 1,
    highAlarm: next(1000) / 10,
    intervalSeconds: 10 + next(90),
    note: "",
    revision,
    units: "metric",
  };
  const room = bytes - benchText(settings).length;
  if (room < 0) throw new RangeError(`a payload has ${bytes - room} bytes or more, not ${bytes}`);
  let note = "";
  while (note.length < room) note += `${words[next(words.length)]} `;
  return { ...settings, note: note.slice(0, room) };
}

/** What is published of it: ASCII, so that its length is its bytes. */
export function benchText(settings: Settings): string {
  return JSON.stringify(settings);
}

/** Messages as a RetainedMessageSet takes them. */
export function benchMessages(count: number, bytes: number, revision = 1): Record<string, { payload: Settings }> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [benchTopic(index), { payload: benchPayload(index, bytes, revision) }]),
  );
}

/** Pseudo-random whole numbers below a bound, the same in every run (Mulberry32). */
function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}
