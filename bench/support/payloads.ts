/** A payload like those of a fleet. Its keys are sorted, so that its JSON text is canonical. */
interface Settings {
  enabled: boolean;
  highAlarm: number;
  intervalSeconds: number;
  note: string;
  revision: number;
  units: string;
}

/** Bytes of a payload, unless a measure says otherwise: some settings of a device. */
export const BYTES = 120;

const words = ["pump", "valve", "line", "north", "south", "spare", "tank", "flow", "level", "test", "main", "shift"];

export function benchTopic(index: number): string {
  return `acme/pumps/pump-${String(index).padStart(5, "0")}/defaults`;
}

/** The payload of a topic. It differs between indexes and revisions, and is the same in every run. */
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

/** The text that is published. It is ASCII, so that its length is its number of bytes. */
export function benchText(settings: Settings): string {
  return JSON.stringify(settings);
}

/** Messages for a RetainedMessageSet. */
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
