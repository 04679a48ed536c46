import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");
const cases = join(root, "test/local/conformance");
const page = readFileSync(join(root, "provider/local/PARITY.md"), "utf8");

/** The rows that name a test: behaviour, source, file and name. */
const rows = [...page.matchAll(/^\| (.+) \| \[(\w+)\] \| `([\w.-]+)`: (.+) \|$/gm)].map(
  ([, behaviour = "", source = "", file = "", name = ""]) => ({ behaviour, source, file, name }),
);

/** The pages by which the rows tell their sources. */
const sources = new Map([...page.matchAll(/^\[(\w+)\]: (https:\S+)$/gm)].map(([, name, url]) => [name, url]));

/** All rows of tables that end with a test. */
const untested = page
  .split("\n")
  .filter((line) => line.split(" | ").length === 3 && !/^\| (behaviour|question) /.test(line));

test("there are rows to look at, and each one names a test", () => {
  expect(rows.length).toBeGreaterThan(70);
  expect(untested).toHaveLength(rows.length);
});

test.each([...new Set(rows.map(({ file }) => file))])("%s exists and holds the tests that PARITY.md names", (file) => {
  expect(existsSync(join(cases, file))).toBe(true);
  const text = readFileSync(join(cases, file), "utf8");
  const missing = rows.filter((row) => row.file === file && !text.includes(`"${row.name}"`));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test("each file of cases is in PARITY.md", () => {
  const named = new Set(rows.map(({ file }) => file));
  const files = readdirSync(cases).filter((name) => name.endsWith(".test.ts"));
  // The signature belongs to the way to AWS, and not to the endpoint.
  expect(files.filter((name) => !named.has(name))).toEqual(["signature.test.ts"]);
});

test("each source has a page, and each page is a source", () => {
  expect([...new Set(rows.map(({ source }) => source))].sort()).toEqual([...sources.keys()].sort());
});
