import { basename } from "node:path";

/** The command of the user that deploys a stack, and how the same stack is named to other commands of Pulumi. */
export interface DeployCommand {
  /** The program to run, and its arguments. */
  command: readonly string[];
  /** The command of the way back. Refreshing, it also finds what a killed run has published. */
  back: readonly string[];
  /** The Pulumi CLI. */
  pulumi: string;
  /** Arguments that name the project and the stack. */
  stack: readonly string[];
  /** The same, and the file of its configuration. */
  config: readonly string[];
}

/** Options of Pulumi that other commands need too: which project, which stack, which configuration. */
const forwarded = {
  stack: ["--stack", "-s"],
  cwd: ["--cwd", "-C"],
  config: ["--config-file"],
} as const;

/**
 * Reads the command of the user.
 *
 * @param stack the stack, if an option names it. Without it, and without one in the command, it is the one that is selected
 */
export function deployCommand(command: readonly string[], stack: string | undefined): DeployCommand {
  const [program = "", ...args] = command;
  const isPulumi = /^pulumi(\.exe)?$/.test(basename(program));
  const value = (names: readonly string[]) => (isPulumi ? optionIn(args, names) : undefined);
  const named = (name: string, found: string | undefined) => (found === undefined ? [] : [name, found]);
  const ofStack = [
    ...named("--cwd", value(forwarded.cwd)),
    ...named("--stack", stack ?? value(forwarded.stack)),
    "--non-interactive",
  ];
  const isUp = isPulumi && args.some((arg) => arg === "up" || arg === "update");
  const isRefreshing = args.some((arg) => /^(-r|--refresh(=.*)?)$/.test(arg));
  return {
    command,
    back: isUp && !isRefreshing ? [...command, "--refresh"] : command,
    pulumi: isPulumi ? program : "pulumi",
    stack: ofStack,
    config: [...ofStack, ...named("--config-file", value(forwarded.config))],
  };
}

/** The value of an option: `--stack prod`, `--stack=prod`, `-s prod` or `-sprod`. */
function optionIn(args: readonly string[], names: readonly string[]): string | undefined {
  for (const [i, arg] of args.entries()) {
    for (const name of names) {
      if (arg === name) return args[i + 1];
      if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
      if (!name.startsWith("--") && arg.startsWith(name)) return arg.slice(name.length);
    }
  }
  return undefined;
}
