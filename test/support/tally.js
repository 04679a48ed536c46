const { mkdtempSync, readdirSync, readFileSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

/** A folder into which test files write JSON, in processes of their own, for a reporter to read at the end. */
module.exports = class Tally {
  /** @param variable of the environment, which tells test files where the folder is */
  constructor(name, variable) {
    this.folder = mkdtempSync(join(tmpdir(), `${name}-`));
    process.env[variable] = this.folder;
  }

  /** All that was written; the folder is gone afterwards. */
  take() {
    const all = readdirSync(this.folder).map((name) => JSON.parse(readFileSync(join(this.folder, name), "utf8")));
    rmSync(this.folder, { recursive: true });
    return all;
  }
};
