import { end, procFile, startedBy } from "./processes";

const EVERY_MS = 20;

/** What the processes of one part have used. */
export interface Usage {
  /** Seconds of CPU, of the user and of the system. */
  cpuSeconds: number;
  /** The most resident memory of any of them, in MB of a million bytes. */
  peakMB: number;
}

/** The parts of a command: the CLI with what it starts for itself, the process of the provider, and that of the program. */
const parts = ["cli", "provider", "program"] as const;

export type UsageByPart = Readonly<Record<(typeof parts)[number], Usage>>;

/** How the script of a process that Node runs tells its part. Everything else is the CLI's. */
const scripts = { provider: /\/cmd\/dynamic-provider|\/native\/main\.js/, program: /\/cmd\/run/ };

/** Watches a process and all that it starts, until they have ended. Needs Linux. */
export class UsageWatch {
  private readonly seen = new Map<number, Usage & { part: (typeof parts)[number] }>();
  private readonly processes: () => number[];
  private readonly timer: NodeJS.Timeout;

  constructor(root: number) {
    this.processes = startedBy(root);
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  /** What each part has used, to the last look: a process that works until it is killed loses 10 ms on the average. */
  stop(): UsageByPart {
    clearInterval(this.timer);
    const all = [...this.seen.values()];
    const usageOf = (part: (typeof parts)[number]): Usage => {
      const own = all.filter((process) => process.part === part);
      const cpuSeconds = own.reduce((sum, process) => sum + process.cpuSeconds, 0);
      return { cpuSeconds, peakMB: Math.max(0, ...own.map(({ peakMB }) => peakMB)) };
    };
    return { cli: usageOf("cli"), provider: usageOf("provider"), program: usageOf("program") };
  }

  /** Ends them all. */
  kill(): void {
    for (const pid of this.processes()) end(pid);
  }

  private look(): void {
    for (const pid of this.processes()) {
      const cpuSeconds = cpuOf(pid);
      if (cpuSeconds === undefined) continue;
      const peakMB = Math.max(peakOf(pid), this.seen.get(pid)?.peakMB ?? 0);
      this.seen.set(pid, { cpuSeconds, peakMB, part: partOf(pid) ?? this.seen.get(pid)?.part ?? "cli" });
    }
  }
}

/** The part of a process; undefined if it has just ended. A shell becomes the process that it starts for the CLI. */
function partOf(pid: number): (typeof parts)[number] | undefined {
  const [file = "", ...args] = procFile(pid, "cmdline").split("\0");
  if (file === "") return undefined;
  const script = /(^|\/)node$/.test(file) ? args.find((arg) => arg.includes("/")) : undefined;
  return (["provider", "program"] as const).find((part) => scripts[part].test(script ?? "")) ?? "cli";
}

/** The kernel counts CPU in hundredths of a second here. */
const TICKS_PER_SECOND = 100;

function cpuOf(pid: number): number | undefined {
  // The name of the program, in brackets, may hold anything.
  const fields = procFile(pid, "stat")
    .replace(/^.*\) /s, "")
    .split(" ");
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return Number.isNaN(user + system) ? undefined : (user + system) / TICKS_PER_SECOND;
}

/** The peak by the kernel's own count, which does not miss a peak between two looks. */
function peakOf(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(procFile(pid, "status"))?.[1] ?? "0";
  return (Number(kibibytes) * 1024) / 1_000_000;
}
