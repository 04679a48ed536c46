const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join, relative, resolve } = require("node:path");
const { version } = require("../../../package.json");
const Tally = require("../../support/tally");

const root = resolve(__dirname, "../../..");
const folder = join(root, "test/trust");
const page = join(folder, "RESULTS.md");

/**
 * Writes a row of test/trust/RESULTS.md for each trial file that has run as a whole. The rows of other files stay, each with
 * its date: all trials take an hour, and need not run in one go.
 */
module.exports = class ResultsReporter {
  constructor(globalConfig) {
    const { testNamePattern } = globalConfig;
    const isPart = testNamePattern || process.env.TRUST_SEED !== undefined;
    this.isWhole = process.env.TRUST === "all" && !isPart;
  }

  onRunStart() {
    if (!this.isWhole) return;
    // Test files write what they have counted into it.
    this.tally = new Tally("trust", "TRUST_TALLY");
  }

  onRunComplete(_contexts, { testResults, wasInterrupted }) {
    if (this.tally === undefined) return;
    const parts = this.tally.take();
    if (wasInterrupted || parts.length === 0) return;
    const rows = rowsOf(existsSync(page) ? readFileSync(page, "utf8") : "");
    const ran = new Map(testResults.map((result) => [relative(root, result.testFilePath), result]));
    for (const { file, title, facts } of parts) {
      const result = ran.get(file);
      if (result !== undefined) rows.set(nameOf(file), rowOf(file, title, facts, result));
    }
    writeFileSync(page, pageOf([...rows.values()].sort()));
  }
};

/** The rows of the page, by the names of the files. */
function rowsOf(text) {
  const lines = text.split("\n").filter((line) => line.startsWith("| `"));
  return new Map(lines.map((line) => [line.split("`")[1], line]));
}

function nameOf(file) {
  return file.replace(/^.*\/|\.test\.ts$/g, "");
}

function rowOf(file, title, facts, { testResults: tests, perfStats }) {
  const counted = Object.entries(facts).map(([what, number]) => `${number.toLocaleString("en")} ${what}`);
  const failed = tests.filter(({ status }) => status === "failed").map(({ title: name }) => name);
  const skipped = tests.filter(({ status }) => status === "pending").length;
  const lost = failed.length === 0 ? "nothing" : `${failed.length} failed: ${failed.join("; ")}`;
  const tried = `${tests.length - skipped}${skipped === 0 ? "" : ` (${skipped} left out)`}`;
  const date = new Date(perfStats.start).toISOString().slice(0, 10);
  const minutes = Math.ceil((perfStats.end - perfStats.start) / 60_000);
  const when = `${date}, version ${version}, Node.js ${process.versions.node}, ${minutes} min`;
  const cells = [`\`${nameOf(file)}\``, title, tried, counted.join(", "), lost, when];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function pageOf(rows) {
  return `# What was tried, and what was lost

Written by \`npm run test:trust\`. A file of trials has a row as soon as all of it has run.
[CONTRIBUTING](../../CONTRIBUTING.md#trials) tells what each file tries and how to run one trial alone.

| file | tried | times | looked at | lost | when |
|---|---|---|---|---|---|
${rows.join("\n")}

"Lost" is a message that is not as declared after the recovery, a message of somebody else that was touched, a
resource that the state has lost while its message may be live, or a secret that was printed.
`;
}
