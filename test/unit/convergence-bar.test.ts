import { stripVTControlCharacters } from "node:util";
import { ConvergenceBar } from "../../provider/cli/support/convergence-bar";
import type { ConvergenceState } from "../../provider/convergence/state";
import { sumsOf } from "../../provider/convergence/sums";
import { useWatched } from "../support/watched-stream";

// The bar of `iot-retained status --watch`.

const stream = useWatched(process.stdout);

function sums(counts: Partial<Record<ConvergenceState, number>>) {
  const states = Object.entries(counts) as [ConvergenceState, number][];
  return sumsOf(states.flatMap(([state, count]) => Array.from({ length: count }, () => ({ state }))));
}

test("on a terminal it is drawn over, in the room that there is", () => {
  Object.assign(process.stdout, { isTTY: true, columns: 60 });
  process.env["NO_COLOR"] = "1";
  const bar = new ConvergenceBar();
  bar.show(sums({ applied: 1, pending: 2, refused: 1 }));
  bar.show(sums({ applied: 4 }));
  bar.end();
  expect(stream.written).toBe(
    "\r\u001b[K[####!!!!...........] 25 %  1 applied, 2 pending, 1 refused" +
      "\r\u001b[K[########################################] 100 %  4 applied\n",
  );
});

test("a terminal without room has only the counts, cut to its width", () => {
  Object.assign(process.stdout, { isTTY: true, columns: 20 });
  new ConvergenceBar().show(sums({ applied: 1, pending: 2, refused: 1 }));
  expect(stripVTControlCharacters(stream.written)).toBe("\r25 %  1 applied, 2 ");
});

test("it has colors on a terminal, unless NO_COLOR is set", () => {
  Object.assign(process.stdout, { isTTY: true, columns: 80 });
  new ConvergenceBar().show(sums({ applied: 1 }));
  expect(stream.written).toContain("\u001b[32m");
  stream.written = "";
  process.env["NO_COLOR"] = "1";
  new ConvergenceBar().show(sums({ applied: 1 }));
  expect(stream.written).not.toContain("\u001b[32m");
});

test("elsewhere it is one line for each change", () => {
  Object.assign(process.stdout, { isTTY: false });
  const bar = new ConvergenceBar();
  for (const found of [{ pending: 2 }, { pending: 2 }, { applied: 1, pending: 1 }]) bar.show(sums(found));
  bar.end();
  expect(stream.written).toBe("0 %  2 pending\n50 %  1 applied, 1 pending\n");
});
