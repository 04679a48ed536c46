import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../../package.json";
import { notesOf, unreleased, withSection } from "../../../scripts/release/changelog";
import { pagesIn, versionsIn, withVersion } from "../../../scripts/release/named-versions";
import { addressesOf, moveRepository, repositoryOf } from "../../../scripts/release/repository";
import { Declarations } from "../../../scripts/schema/declarations";
import { makeSchema } from "../../../scripts/schema/schema";
import { folder } from "../../support/folder";

const ROOT = join(__dirname, "../../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const git = (root: string, ...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();

describe("the repository", () => {
  const { slug } = repositoryOf(manifest);

  test("is named in one place, from which all other addresses of package.json follow", () => {
    const { repository, homepage, bugs } = manifest;
    expect({ repository, homepage, bugs }).toEqual(addressesOf(slug));
  });

  test("is the same in every file", () => {
    const pattern = "github\\.com/[^/ ]+/pulumi-iot-retained";
    const found = git(ROOT, "grep", "-hoE", pattern, "--", ":!test/").split("\n");
    expect(found).not.toHaveLength(0);
    expect([...new Set(found)]).toEqual([`github.com/${slug}`]);
  });

  test("is moved in every file by one command", () => {
    const from = addressesOf("-owner-/pulumi-iot-retained");
    const root = folder({
      "package.json": JSON.stringify(from),
      "SECURITY.md": "[report](https://github.com/-owner-/pulumi-iot-retained/security)",
      "README.md": "https://github.com/-owner-/other",
    });
    git(root, "init", "--quiet");
    git(root, "add", "--all");
    expect(moveRepository(root, "acme/retained")).toEqual(["SECURITY.md", "package.json"]);
    const at = (path: string) => readFileSync(join(root, path), "utf8");
    expect(JSON.parse(at("package.json"))).toEqual(addressesOf("acme/retained"));
    expect(at("SECURITY.md")).toBe("[report](https://github.com/acme/retained/security)");
    expect(at("README.md")).toContain("-owner-");
  });

  test("has plugins for SDKs to find as soon as it has an owner", () => {
    const declarations = new Declarations(ROOT);
    const schema = (owner: string) => makeSchema(declarations, { ...manifest, ...addressesOf(`${owner}/retained`) });
    expect(schema("acme")).toMatchObject({
      homepage: "https://github.com/acme/retained#readme",
      repository: "https://github.com/acme/retained",
      pluginDownloadURL: "github://api.github.com/acme/retained",
    });
    expect(schema("-owner-")).not.toHaveProperty("pluginDownloadURL");
  });

  test("has to be on GitHub", () => {
    const repository = { type: "git", url: "git+https://git.acme.example/retained.git" };
    expect(() => repositoryOf({ repository })).toThrow("is no address of GitHub");
  });
});

describe("the version", () => {
  test("is that of package.json in every page and example", () => {
    const found = pagesIn(ROOT).flatMap((path) => versionsIn(read(path)));
    expect(found.length).toBeGreaterThan(5);
    expect([...new Set(found)]).toEqual([manifest.version]);
  });

  test("is replaced in commands, names of files and dependencies", () => {
    const text =
      'iot-retained 0.4.0 --file pulumi-resource-iot-retained-v0.4.0.tgz; "pulumi-iot-retained": "^0.4.0"; 0.4.0';
    expect(withVersion(text, "1.0.0")).toBe(
      'iot-retained 1.0.0 --file pulumi-resource-iot-retained-v1.0.0.tgz; "pulumi-iot-retained": "^1.0.0"; 0.4.0',
    );
  });
});

describe("the changelog", () => {
  const changelog = read("CHANGELOG.md");
  const headings = (level: string) =>
    [...changelog.matchAll(new RegExp(`^${level} (.*)$`, "gm"))].map(([, text]) => text);

  test("has the form of Keep a Changelog", () => {
    const [first, ...versions] = headings("##");
    expect(first).toBe("Unreleased");
    for (const title of versions) expect(title).toMatch(/^\d+\.\d+\.\d+ - \d{4}-\d{2}-\d{2}$/);
    const kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
    expect(kinds).toEqual(expect.arrayContaining([...new Set(headings("###"))]));
    expect(notesOf(changelog, manifest.version)).toMatch(/^### /);
  });

  test("gives what was not released to a new version", () => {
    const before = "# Changelog\n\n## Unreleased\n\n### Added\n\n- A lamp.\n\n## 1.0.0 - 2026-11-01\n\n- Old.\n";
    const after = withSection(before, "1.1.0", "2026-11-28");
    expect(unreleased(before)).toBe("### Added\n\n- A lamp.");
    expect(unreleased(after)).toBe("");
    expect(notesOf(after, "1.1.0")).toBe("### Added\n\n- A lamp.");
    expect(notesOf(after, "1.0.0")).toBe("- Old.");
    // The points are no wildcards.
    expect(notesOf("## 1x0.0 - 2026-11-01\n\n- Old.\n", "1.0.0")).toBeUndefined();
    expect(() => withSection(after, "1.2.0", "2026-11-29")).toThrow("nothing under `## Unreleased`");
  });
});

test.each([
  ["", 1],
  ["true", 0],
])("npm publish with dry-run %p ends with %p before anything is published by hand", (dryRun, code) => {
  const script = ["--require", "ts-node/register/transpile-only", "scripts/release/by-hand.ts"];
  const env = { ...process.env, npm_config_dry_run: dryRun };
  const { status, stderr } = spawnSync(process.execPath, script, { cwd: ROOT, env, encoding: "utf8" });
  expect(status).toBe(code);
  if (code !== 0) expect(stderr).toContain("`npm run release -- --publish` publishes that file.");
});
