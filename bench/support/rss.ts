import { descendants, procFile } from "./processes";

const EVERY_MS = 50;

/** The peak memory of a provider process below this one during `work`, in MB of a million bytes. */
export async function peakOfProvider(work: () => Promise<unknown>): Promise<number> {
  let peak = 0;
  // Only processes below this one count, because other stacks may run on the same machine.
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

/** Whether a process is Node with the script of a provider, and not the shell that starts it. */
function isProvider(pid: number): boolean {
  const [, script = ""] = procFile(pid, "cmdline").split("\0");
  return script.includes("/dynamic-provider");
}

/** The peak by the kernel's own count, which does not miss a peak between two samples. */
function highWater(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(procFile(pid, "status"))?.[1] ?? "0";
  return (Number(kibibytes) * 1024) / 1_000_000;
}
