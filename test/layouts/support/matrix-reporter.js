const { readFileSync, writeFileSync } = require("node:fs");
const { resolve } = require("node:path");
const { version } = require("../../../package.json");
const Tally = require("../../support/tally");

const page = resolve(__dirname, "../../../docs/compatibility.md");

/** The table, between two comments. */
const table = /(?<=<!-- rows of npm run test:layouts -->\n)[\s\S]*(?=<!-- end of rows -->)/;

const head = `
| layout | package manager | Node.js | \`@pulumi/pulumi\` | TypeScript | Pulumi CLI | result | when |
|---|---|---|---|---|---|---|---|
`;

/**
 * Writes a row of docs/compatibility.md for each layout of which all tests have run. The other rows stay, each with its
 * date.
 */
module.exports = class MatrixReporter {
  onRunStart() {
    if (process.env.LAYOUTS !== "all") return;
    // Tests write the versions of their layout into it.
    this.tally = new Tally("layouts", "LAYOUTS_TALLY");
  }

  onRunComplete(_contexts, { testResults, wasInterrupted }) {
    if (this.tally === undefined) return;
    const told = this.tally.take();
    if (wasInterrupted) return;
    const text = readFileSync(page, "utf8");
    const rows = new Map((table.exec(text)?.[0].match(/^\| .*$/gm) ?? []).map((line) => [line.split(" | ")[0], line]));
    rows.delete("| layout");
    const tests = testResults.flatMap((result) => result.testResults);
    for (const row of told) {
      const own = tests.filter(({ ancestorTitles }) => ancestorTitles[0] === row.name);
      if (own.every(({ status }) => status === "passed" || status === "failed")) {
        rows.set(`| ${row.name}`, lineOf(row, own));
      }
    }
    writeFileSync(
      page,
      text.replace(table, () => `${head}${[...rows.values()].sort().join("\n")}\n\n`),
    );
  }
};

function lineOf({ name, manager, node, sdk, typescript, cli }, tests) {
  const failed = tests.filter(({ status }) => status === "failed").map(({ title }) => title);
  const result = failed.length === 0 ? "works" : `fails: ${failed[0]}`;
  const when = `${new Date().toISOString().slice(0, 10)}, version ${version}`;
  return `| ${[name, manager, node, sdk, typescript, cli, result, when].join(" | ")} |`;
}
