import { descendants, told } from "./processes";

const EVERY_MS = 50;

/** The most memory, in MB of a million bytes, that a provider process below this one has had during `work`. */
export async function peakOfProvider(work: () => Promise<unknown>): Promise<number> {
  let peak = 0;
  // Below this process alone: other stacks may run on the same machine.
  const look = () => {
    for (const pid of descendants().filter(isProvider)) peak = Math.max(peak, highWater(pid));
  };
  const timer = setInterval(look, EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  if (peak === 0) throw new Error("no provider process was seen");
  return peak;
}

/** Node with the script, and not the shell that looks for where that is. */
function isProvider(pid: number): boolean {
  const [, script = ""] = told(pid, "cmdline").split("\0");
  return script.includes("/dynamic-provider");
}

/** The kernel's own peak, so that what is between two looks counts as well. */
function highWater(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(told(pid, "status"))?.[1] ?? "0";
  return (Number(kibibytes) * 1024) / 1_000_000;
}
