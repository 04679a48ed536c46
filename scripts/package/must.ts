import { run } from "../engine/run";

/** Runs a command, and returns what it has printed. @throws Error with its output if it fails */
export async function must(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, { cwd });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} in ${cwd}: ${code}\n${stdout}${stderr}`);
  return stdout;
}
