import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseProject } from "../../support/release";

const systems = ["darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64", "windows-amd64", "windows-arm64"];
const plugins = ["", ...systems.map((system) => `-${system}`)].map(
  (end) => `pulumi-resource-iot-retained-v1.2.0${end}`,
);

const tag = "v1.2.0";
const made = `dist-release/${tag}`;

test("a release is tested, made and tagged, and says by which commands it is published", () => {
  const project = new ReleaseProject();
  // It is in the folder of the package, and in no commit.
  project.write(".gitignore", `${project.read(".gitignore")}index.js\n`);
  project.git("rm", "--quiet", "--cached", "index.js");
  project.commit();

  const { status, output } = project.release("1.2.0");
  expect({ status, output }).toMatchObject({ status: 0 });
  expect(project.traced()).toEqual(["tested"]);
  expect(project.git("rev-parse", `${tag}^{commit}`)).toBe(project.git("rev-parse", "HEAD"));
  const archives = plugins.map((name) => `${name}.tar.gz`);
  expect(readdirSync(join(project.root, made)).sort()).toEqual(
    ["NOTES.md", "SHA256SUMS", "pulumi-iot-retained-1.2.0.tgz", ...archives].sort(),
  );
  expect(project.read(`${made}/NOTES.md`)).toBe("### Added\n\n- A switch.\n");
  expect(project.inFolder(made, "sha256sum", "--check", "--quiet", "SHA256SUMS")).toBe("");
  // The notes are no file that users get.
  expect(project.read(`${made}/SHA256SUMS`)).not.toContain("NOTES");
  const packed = project.inFolder(made, "tar", "-tzf", "pulumi-iot-retained-1.2.0.tgz");
  expect(packed.split("\n")).toEqual(["package/package.json"]);
  expect(output).toContain("  git push --atomic origin main v1.2.0\n");
  expect(output).toContain("  gh release create v1.2.0 --repo acme/pulumi-iot-retained --verify-tag");
  expect(output).toContain(`  npm publish ./${made}/pulumi-iot-retained-1.2.0.tgz\n`);

  // What is there is not made again.
  expect(project.release()).toMatchObject({ status: 0 });
  expect(project.traced()).toEqual([]);
  // A file that is not as it was made is made again.
  project.write(`${made}/NOTES.md`, "other");
  expect(project.release()).toMatchObject({ status: 0 });
  expect(project.traced()).toEqual(["tested"]);
  expect(project.read(`${made}/NOTES.md`)).toBe("### Added\n\n- A switch.\n");
  project.write(`${made}/pulumi-iot-retained-1.2.0.tgz`, "other");
  expect(project.release()).toMatchObject({ status: 0 });
  expect(project.traced()).toEqual(["tested"]);
});

test("everything that keeps a version from being released is said at once", () => {
  const project = new ReleaseProject();
  project.git("switch", "--quiet", "--create", "side");
  project.write("package.json", project.read("package.json").replace('"1.2.0"', '"1.3.0"'));
  project.write("CHANGELOG.md", project.read("CHANGELOG.md").replace("Unreleased\n", "Unreleased\n\n- A lamp.\n"));
  const { status, output } = project.release("1.4.0");
  expect(status).toBe(1);
  expect(output.trim().split("\n")).toEqual([
    "The checkout has changes that are not committed.",
    "The branch is side: releases are made from main.",
    "The version is 1.3.0, and not 1.4.0: `npm version 1.4.0` sets it. Then commit.",
    "package-lock.json has the version 1.2.0, and package.json has 1.3.0: `npm version` sets both.",
    "provider/native/schema.json has the version 1.2.0, and package.json has 1.3.0: `npm version` sets both.",
    "CHANGELOG.md has nothing under `## 1.3.0 - YYYY-MM-DD`: `npm version X.Y.Z` makes that heading.",
    "CHANGELOG.md has lines under `## Unreleased`, which would be in the package: `npm version X.Y.Z` is due.",
    "There is no test/fixtures/state/1.3.0.json: `npm run record` writes it. Then commit it.",
  ]);
});

test("a version that was tagged before is not released from another commit", () => {
  const project = new ReleaseProject();
  project.git("tag", tag);
  const tagged = project.git("rev-parse", "--short=7", "HEAD");
  project.write("index.js", "module.exports = 2;\n");
  project.commit();
  expect(project.release().output).toBe(`The tag v1.2.0 is on another commit (${tagged}).\n`);
});

test("a release whose tests fail leaves nothing, and neither does one that cannot be packed", () => {
  const project = new ReleaseProject();
  for (const [path, text, said] of [
    [".ci/run", "#!/bin/sh\nexit 1\n", "`.ci/run` failed"],
    ["plugin.js", "process.exitCode = 1;\n", "`npm run --silent plugin` failed"],
  ] as const) {
    project.write(path, text);
    project.commit();
    const { status, output } = project.release();
    expect(status).toBe(1);
    expect(output).toContain(said);
    expect(project.git("tag")).toBe("");
    expect(readdirSync(join(project.root, "dist-release"))).toEqual([]);
    project.git("revert", "--no-edit", "HEAD");
  }
});

test("a release that is stopped leaves nothing", async () => {
  const project = new ReleaseProject();
  project.write(".ci/run", '#!/bin/sh\necho "testing" >> "$TRACE"\nexec sleep 600\n');
  project.commit();
  const running = project.start();
  const ended = once(running, "close");
  while (!project.traced().includes("testing")) await sleep(100);
  const { clones } = project;
  running.kill("SIGTERM");
  expect(clones).toHaveLength(1);
  expect(await ended).toEqual([null, "SIGTERM"]);
  expect(project.git("tag")).toBe("");
  expect(readdirSync(join(project.root, "dist-release"))).toEqual([]);
  expect(project.clones).toEqual([]);
});

test("without tests there is no tag, and nothing can be published", () => {
  const project = new ReleaseProject();
  expect(project.release("--skip-tests")).toMatchObject({ status: 0 });
  expect(project.traced()).toEqual([]);
  expect(project.git("tag")).toBe("");
  expect(existsSync(join(project.root, made))).toBe(true);
  expect(project.release("--skip-tests", "--publish")).toEqual({
    status: 1,
    output: "What was not tested is not published.\n",
  });
});

describe("--publish", () => {
  test("goes on where it was stopped, and publishes each part once", () => {
    const project = new ReleaseProject();
    const origin = project.addOrigin();
    // Beside what they do for the release, stand-ins keep what they have published.
    project.standIn("gh", '[ "$2" != view ] || exec test -e "$TRACE.gh"\n[ "$2" != create ] || touch "$TRACE.gh"');
    const real = project.inFolder(".", "sh", "-c", "command -v npm");
    const publishes = '[ "$1 $2" = "publish --dry-run" ] || { [ -e "$TRACE.up" ] && touch "$TRACE.npm"; exit $?; }';
    const views = '[ "$1" != view ] || { [ -e "$TRACE.npm" ] && echo 1.2.0; exit 0; }';
    project.standIn("npm", `[ "$1" != publish ] || ${publishes}\n${views}\nexec "${real}" "$@"`);

    const stopped = project.release("--publish");
    expect(stopped.status).toBe(1);
    expect(stopped.output).toContain(`\`npm publish ./${made}/pulumi-iot-retained-1.2.0.tgz\` failed`);
    expect(project.git("--git-dir", origin, "tag")).toBe(tag);
    const asked = project.traced();
    expect(asked).toContain("tested");
    const created = asked.find((line) => line.startsWith("gh release create")) ?? "";
    for (const name of [...plugins.map((plugin) => `${plugin}.tar.gz`), "SHA256SUMS"]) {
      expect(created).toContain(` ${made}/${name}`);
    }

    project.mark("up");
    expect(project.release("--publish")).toMatchObject({ status: 0 });
    const then = project.traced().filter((line) => !line.includes(" view "));
    expect(then.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
      "gh --version",
      "gh release upload",
      `npm publish ./${made}/pulumi-iot-retained-1.2.0.tgz`,
    ]);
    expect(project.release("--publish")).toMatchObject({ status: 0 });
    expect(project.traced().filter((line) => line.startsWith("npm publish"))).toEqual([]);
  });

  test("needs a repository that has an owner, and a remote", () => {
    const project = new ReleaseProject();
    project.standIn("gh", "exit 1");
    expect(project.release("--publish").output).toBe("There is no remote `origin` to push to.\n");
    project.write("package.json", project.read("package.json").replace("github.com/acme/", "github.com/-owner-/"));
    project.commit();
    const { status, output } = project.release("--publish");
    expect(status).toBe(1);
    expect(output).toMatch(/package\.json names no repository yet: `npm run repository -- OWNER\/NAME` does\./);
  });
});
