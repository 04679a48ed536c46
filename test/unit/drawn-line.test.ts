import { DrawnLine } from "../../provider/cli/support/drawn-line";
import { note } from "../../provider/cli/support/output";
import { useWatched } from "../support/watched-stream";

const stream = useWatched(process.stderr, { isTTY: true, columns: 40 });

test("a note takes the place of what is drawn, which is then drawn below it", () => {
  const line = new DrawnLine();
  line.draw("1 of 2 read");
  note("warning: slow");
  line.draw("2 of 2 read");
  line.erase();
  note("done");
  expect(stream.written).toBe("\r\u001b[K1 of 2 read\r\u001b[Kwarning: slow\n\r\u001b[K2 of 2 read\r\u001b[Kdone\n");
});

test("a bar is never longer than its room", () => {
  process.env["NO_COLOR"] = "1";
  new DrawnLine().draw("text", { "#": 1.2 });
  expect(stream.written).toBe(`\r\u001b[K[${"#".repeat(32)}] text`);
});

test("in CI nothing is drawn, even on a terminal", () => {
  process.env["CI"] = "true";
  const line = new DrawnLine();
  line.draw("1 of 2 read");
  line.erase();
  expect(stream.written).toBe("");
});
