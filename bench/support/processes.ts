import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The processes that this one has started, directly or indirectly; none on systems without /proc. */
export function descendants(): number[] {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]));
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === process.pid || isBelow(parents.get(pid)));
  return [...parents].filter(([, parent]) => isBelow(parent)).map(([pid]) => pid);
}

/** Tells, each time that it is asked, a process and those that it has started. Each process is looked at once, to cost little. */
export function startedBy(root: number): () => number[] {
  let known = new Map<number, boolean>();
  return () => {
    const now = new Map<number, boolean>();
    for (const pid of processes()) {
      const isOwn = () => pid === root || now.get(parentOf(pid) ?? 0) === true;
      now.set(pid, known.get(pid) ?? isOwn());
    }
    known = now;
    return [...now].filter(([, isOwn]) => isOwn).map(([pid]) => pid);
  };
}

/** The file of the kernel about a process; empty if the process has just ended. */
export function procFile(pid: number, file: "status" | "stat" | "cmdline"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** Ends all processes that this one has started when this one ends, for whatever reason. */
export function endTogether(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
  process.on("exit", () => {
    for (const pid of descendants()) end(pid);
  });
}

function processes(): number[] {
  if (!existsSync("/proc")) return [];
  const names = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return names.map(Number);
}

function parentOf(pid: number): number | undefined {
  const parent = /^PPid:\s+(\d+)/m.exec(procFile(pid, "status"))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

/** Ends a process at once. */
export function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
