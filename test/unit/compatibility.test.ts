import { readFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json";
import { rowNames } from "../layouts/support/layouts";

const page = readFileSync(join(__dirname, "../../docs/compatibility.md"), "utf8");
const [, table = ""] = page.split(/<!-- .*rows.* -->/);

/** The rows below the head of the table. */
const rows = [...table.matchAll(/^\| (.*) \|$/gm)].slice(1).map(([, row = ""]) => row.split(" | "));

test("the page has a row for each layout that is tried, and for no other", () => {
  expect(rows.map(([name]) => name).sort()).toEqual([...rowNames].sort());
});

test("all of them work", () => {
  expect(rows.filter((row) => row[6] !== "works")).toEqual([]);
});

test("the page tells the versions of the manifest", () => {
  const { engines, peerDependencies } = manifest;
  expect(page).toContain(`| Node.js | ${engines.node.replace(">=", "")} or newer`);
  const [, sdk] = /^\^(3\.\d+)\.0$/.exec(peerDependencies["@pulumi/pulumi"]) ?? [];
  expect(page).toContain(`| \`@pulumi/pulumi\` | ${sdk} or newer`);
});
