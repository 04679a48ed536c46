const { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, relative, resolve } = require("node:path");
const { version } = require("../../../package.json");

const root = resolve(__dirname, "../../..");
const folder = join(root, "test/trust");

/** Writes test/trust/RESULTS.md after a whole run of the trials; any other run leaves the file as it is. */
module.exports = class ResultsReporter {
  constructor(globalConfig) {
    const { testNamePattern } = globalConfig;
    const isPart = testNamePattern || process.env.TRUST_SEED !== undefined;
    this.isWhole = process.env.TRUST === "all" && !isPart;
  }

  onRunStart() {
    if (!this.isWhole) return;
    this.tally = mkdtempSync(join(tmpdir(), "trust-"));
    // Test files write what they have counted into it.
    process.env.TRUST_TALLY = this.tally;
  }

  onRunComplete(_contexts, { testResults, startTime, wasInterrupted }) {
    if (this.tally === undefined) return;
    const parts = readdirSync(this.tally).map((name) => JSON.parse(readFileSync(join(this.tally, name), "utf8")));
    rmSync(this.tally, { recursive: true });
    const ran = new Map(testResults.map((result) => [relative(root, result.testFilePath), result.testResults]));
    const all = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
    if (wasInterrupted || !all.every((name) => parts.some(({ file }) => file === join("test/trust", name)))) return;
    const rows = parts.map(({ file, title, facts }) => rowOf(title, facts, ran.get(file) ?? []));
    writeFileSync(join(folder, "RESULTS.md"), pageOf(rows.sort(), startTime));
  }
};

function rowOf(title, facts, tests) {
  const counted = Object.entries(facts).map(([what, number]) => `${number.toLocaleString("en")} ${what}`);
  const failed = tests.filter(({ status }) => status === "failed").map(({ title: name }) => name);
  const skipped = tests.filter(({ status }) => status === "pending").length;
  const lost = failed.length === 0 ? "nothing" : `${failed.length} failed: ${failed.join("; ")}`;
  const tried = `${tests.length - skipped}${skipped === 0 ? "" : ` (${skipped} left out)`}`;
  return `| ${[title, tried, counted.join(", "), lost].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function pageOf(rows, startTime) {
  const date = new Date(startTime).toISOString().slice(0, 10);
  const minutes = Math.ceil((Date.now() - startTime) / 60_000);
  return `# What was tried, and what was lost

Written by \`npm run test:trust\` on ${date}, with version ${version} on Node.js ${process.versions.node}, in ${minutes} minutes.
[CONTRIBUTING](../../CONTRIBUTING.md#trials) tells what each line means and how to run one trial alone.

| tried | times | looked at | lost |
|---|---|---|---|
${rows.join("\n")}

"Lost" is a message that is not as declared after the recovery, a message of somebody else that was touched, a
resource that the state has lost while its message may be live, or a secret that was printed.
`;
}
