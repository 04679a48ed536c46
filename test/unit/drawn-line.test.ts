import { DrawnLine } from "../../provider/cli/support/drawn-line";
import { note } from "../../provider/cli/support/output";

const { isTTY, columns } = process.stderr;
const ci = process.env["CI"];
let written: string;

beforeEach(() => {
  written = "";
  delete process.env["CI"];
  Object.assign(process.stderr, { isTTY: true, columns: 40 });
  jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  Object.assign(process.stderr, { isTTY, columns });
  if (ci !== undefined) process.env["CI"] = ci;
});

test("a note takes the place of what is drawn, which is then drawn below it", () => {
  const line = new DrawnLine();
  line.draw("1 of 2 read");
  note("warning: slow");
  line.draw("2 of 2 read");
  line.erase();
  note("done");
  expect(written).toBe("\r\u001b[K1 of 2 read\r\u001b[Kwarning: slow\n\r\u001b[K2 of 2 read\r\u001b[Kdone\n");
});

test("a bar is never longer than its room", () => {
  process.env["NO_COLOR"] = "1";
  new DrawnLine().draw("text", { "#": 1.2 });
  delete process.env["NO_COLOR"];
  expect(written).toBe(`\r\u001b[K[${"#".repeat(32)}] text`);
});

test("in CI nothing is drawn, even on a terminal", () => {
  process.env["CI"] = "true";
  const line = new DrawnLine();
  line.draw("1 of 2 read");
  line.erase();
  expect(written).toBe("");
});
