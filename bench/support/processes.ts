import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Processes that this one has started, and that those have; none where there is no /proc. */
export function descendants(): number[] {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]));
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === process.pid || isBelow(parents.get(pid)));
  return [...parents].filter(([, parent]) => isBelow(parent)).map(([pid]) => pid);
}

/** What the kernel tells of a process in a file; empty where the process has just ended. */
export function told(pid: number, file: "status" | "cmdline"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** Ends with this process everything that it has started, whatever it ends of. */
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
  const parent = /^PPid:\s+(\d+)/m.exec(told(pid, "status"))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
