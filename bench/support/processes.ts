import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The processes that this one has started, directly or indirectly; none on systems without /proc. */
export function descendants(): number[] {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]));
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === process.pid || isBelow(parents.get(pid)));
  return [...parents].filter(([, parent]) => isBelow(parent)).map(([pid]) => pid);
}

/** The file of the kernel about a process; empty if the process has just ended. */
export function procFile(pid: number, file: "status" | "cmdline"): string {
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

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
