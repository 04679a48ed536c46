import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Figures, Measure } from "./measure";
import { median } from "./statistics";

/** The result of one measure. */
export interface Result {
  title: string;
  measuredAt: string;
  /** Machine and versions. */
  on: string;
  runs: Figures[];
  medians: Figures;
  aims: Record<string, { aim: string; met: boolean }>;
}

export function resultOf({ title, aims }: Measure, runs: readonly Figures[], on: string): Result {
  const names = Object.keys(runs[0] ?? {});
  const valuesOf = (name: string) => runs.map((figures) => figures[name] ?? Number.NaN);
  const judged = Object.entries(aims).map(([name, { text, met }]) => [name, { aim: text, met: met(valuesOf(name)) }]);
  return {
    title,
    measuredAt: new Date().toISOString(),
    on,
    runs: runs.map((run) => figures(names, (name) => run[name])),
    medians: figures(names, (name) => median(valuesOf(name))),
    aims: Object.fromEntries(judged),
  };
}

/** Writes results to the file. Its results of other measures stay. */
export async function writeResults(file: string, results: Readonly<Record<string, Result>>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const before = await readFile(file, "utf8").catch(() => "{}");
  await writeFile(file, `${JSON.stringify({ ...JSON.parse(before), ...results }, undefined, 2)}\n`);
}

/** One line for each figure that has an aim. */
export function tableOf(results: Readonly<Record<string, Result>>): string {
  const rows = Object.entries(results).flatMap(([id, { medians, aims }]) =>
    Object.entries(aims).map(([name, { aim, met }]) => [id, name, String(medians[name]), aim, met ? "met" : "NOT MET"]),
  );
  return aligned([["measure", "figure", "median", "aim", ""], ...rows]);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(width(column)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Figures by name, rounded to three decimals, since more would be noise. */
function figures(names: readonly string[], figure: (name: string) => number | undefined): Figures {
  return Object.fromEntries(names.map((name) => [name, Math.round((figure(name) ?? Number.NaN) * 1000) / 1000]));
}
