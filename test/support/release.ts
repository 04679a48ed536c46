import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { folder } from "./folder";

const ROOT = join(__dirname, "../..");
const MAIN = [
  "--require",
  join(ROOT, "node_modules/ts-node/register/transpile-only"),
  join(ROOT, "scripts/release/main.ts"),
];

/** What a command has come to. */
interface Finished {
  status: number | null;
  output: string;
}

/** A small project that is ready to be released, in a Git repository of its own. */
export class ReleaseProject {
  readonly root = folder(files());
  /** Where a stand-in writes what was asked of it, outside of the project. */
  private readonly trace = join(folder(), "trace");
  private readonly stands = folder();
  private readonly temporary = folder();

  constructor() {
    chmodSync(join(this.root, ".ci/run"), 0o755);
    this.git("init", "--quiet", "--initial-branch", "main");
    this.commit();
  }

  /** `npm run release -- ARGS` */
  release(...args: string[]): Finished {
    const options = { cwd: this.root, env: this.environment, encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [...MAIN, ...args], options);
    return { status, output: stdout + stderr };
  }

  /** Starts `npm run release`, which goes on. */
  start(): ChildProcess {
    return spawn(process.execPath, MAIN, { cwd: this.root, env: this.environment, stdio: "ignore" });
  }

  /** Clones in which a release is made. */
  get clones(): string[] {
    return readdirSync(this.temporary).filter((name) => name.startsWith("release-"));
  }

  /** Puts a program in the place of another one. It writes its name and arguments to the trace before it runs. */
  standIn(name: string, script: string): void {
    const text = `#!/bin/sh\necho "${name} $*" >> "$TRACE"\n${script}\n`;
    writeFileSync(join(this.stands, name), text, { mode: 0o755 });
  }

  /** What stand-ins were asked, and that tests ran, since the last look. */
  traced(): string[] {
    if (!existsSync(this.trace)) return [];
    const lines = readFileSync(this.trace, "utf8").trim().split("\n");
    rmSync(this.trace);
    return lines;
  }

  /** Lets stand-ins see a file beside the trace. */
  mark(name: string): void {
    writeFileSync(`${this.trace}.${name}`, "");
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  commit(): void {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", "Change");
  }

  git(...args: string[]): string {
    return this.inFolder(".", "git", ...args);
  }

  /** Runs a command in a folder of the project, and gives what it prints. */
  inFolder(path: string, command: string, ...args: string[]): string {
    const options = { cwd: join(this.root, path), env: this.environment, encoding: "utf8" } as const;
    return execFileSync(command, args, options).trim();
  }

  /** Gives the project a remote repository, and its path. */
  addOrigin(): string {
    const origin = folder();
    this.git("init", "--quiet", "--bare", origin);
    this.git("remote", "add", "origin", origin);
    return origin;
  }

  private get environment(): NodeJS.ProcessEnv {
    const people = ["AUTHOR", "COMMITTER"].flatMap((who) => [
      [`GIT_${who}_NAME`, "Test"],
      [`GIT_${who}_EMAIL`, "test@acme.example"],
    ]);
    const path = [this.stands, process.env["PATH"]].join(delimiter);
    return {
      ...process.env,
      ...Object.fromEntries(people),
      PATH: path,
      TMPDIR: this.temporary,
      TRACE: this.trace,
      TS_NODE_PROJECT: join(ROOT, "tsconfig.json"),
    };
  }
}

const NAME = "pulumi-iot-retained";
const VERSION = "1.2.0";

function files(): Record<string, string> {
  const manifest = {
    name: NAME,
    version: VERSION,
    repository: { type: "git", url: `git+https://github.com/acme/${NAME}.git` },
    files: ["index.js"],
    scripts: { plugin: "node plugin.js" },
  };
  const archive = `dist-plugin/pulumi-resource-iot-retained-v${VERSION}.tar.gz`;
  return {
    "package.json": JSON.stringify(manifest, undefined, 2),
    "package-lock.json": JSON.stringify({ name: NAME, version: VERSION, lockfileVersion: 3, packages: {} }),
    "index.js": "module.exports = 1;\n",
    "plugin.js": `const fs = require("node:fs"); fs.mkdirSync("dist-plugin"); fs.writeFileSync("${archive}", "plugin");`,
    "provider/native/schema.json": JSON.stringify({ version: VERSION }),
    [`test/fixtures/state/${VERSION}.json`]: "{}\n",
    "CHANGELOG.md": `# Changelog\n\n## Unreleased\n\n## ${VERSION} - 2026-11-28\n\n### Added\n\n- A switch.\n\n## 1.1.0 - 2026-11-01\n\n- Old.\n`,
    ".ci/run": '#!/bin/sh\necho "tested" >> "$TRACE"\n',
    ".gitignore": "dist-plugin/\ndist-release/\nnode_modules/\n",
  };
}
