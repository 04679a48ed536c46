import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type LocalCall, type LocalEndpoint, type Registry, startLocalEndpoint } from "../../../provider/local";
import { findEngine } from "../../../scripts/engine";
import { localStack } from "../../../scripts/local-stack";

export const ROOT = join(__dirname, "../../..");

/** The folder of the native provider, which has been built. */
export const PLUGIN = join(ROOT, "dist/native");

/** What commands of a project get beside the environment of this process. */
export interface Surroundings {
  /** Directories that come on PATH after the CLI. */
  path?: readonly (string | undefined)[];
  variables?: Record<string, string | undefined>;
}

/**
 * A Pulumi project in any language, which publishes to a local endpoint of its own. It lies outside of this checkout and has
 * a Pulumi home of its own, so that it finds no `node_modules` and no plugin that nobody has given it.
 */
export class Project {
  /** HTTP calls since the last command began. */
  readonly calls: LocalCall[] = [];
  /** What the last command printed to its standard error. */
  complaints = "";
  /** Things of the endpoint. */
  registry: Registry = { things: {} };
  /** The folder of the program. */
  readonly directory: string;
  private local!: LocalEndpoint;
  private environment!: NodeJS.ProcessEnv;

  private constructor(private readonly folder: string) {
    this.directory = join(folder, "program");
  }

  /** @param program folder of a program, which is copied */
  static async open(program: string, surroundings: Surroundings = {}): Promise<Project> {
    const project = new Project(await mkdtemp(join(tmpdir(), "iot-retained-")));
    await cp(program, project.directory, { recursive: true });
    await project.start(surroundings);
    return project;
  }

  private async start({ path = [], variables = {} }: Surroundings): Promise<void> {
    const engine = await findEngine((line) => process.stderr.write(`${line}\n`));
    const directories = [engine.bin, ...path, process.env["PATH"]].filter((entry) => entry !== undefined);
    this.environment = {
      ...localStack(process.env, this.folder),
      PATH: directories.join(delimiter),
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...variables,
    };
    this.local = await startLocalEndpoint({
      registry: () => this.registry,
      onCall: (call) => void this.calls.push(call),
    });
  }

  async close(): Promise<void> {
    await this.local.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** URL of the data plane. */
  get endpoint(): string {
    return this.local.endpoint;
  }

  /** Topics of what was published since the last command began; a clear is a publish too. */
  get published(): (string | undefined)[] {
    return this.calls.filter(({ operation }) => operation === "Publish").map(({ topic }) => topic);
  }

  /** Runs a command of the CLI, and gives what it says. It fails if the command does. */
  async pulumi(...args: string[]): Promise<string> {
    return await this.expectGood("pulumi", [...args, "--color", "never", "--non-interactive"]);
  }

  /** Runs a line in a shell, as a user pastes it. */
  async shell(line: string): Promise<string> {
    return await this.expectGood("sh", ["-c", line]);
  }

  /** Runs a command, in the folder of the program if no other is named, and gives its standard output. It fails if the command does. */
  async expectGood(command: string, args: readonly string[], cwd = this.directory): Promise<string> {
    this.calls.length = 0;
    const options = { cwd, env: this.environment };
    return await new Promise((resolve, reject) => {
      execFile(command, args, options, (error, stdout, stderr) => {
        this.complaints = stderr;
        if (error === null) resolve(stdout);
        else reject(new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`));
      });
    });
  }

  /** Changes the text of a file of the program. */
  async edit(file: string, change: (text: string) => string): Promise<void> {
    const path = join(this.directory, file);
    const before = await readFile(path, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`${file} is as it was`);
    await writeFile(path, after);
  }
}
