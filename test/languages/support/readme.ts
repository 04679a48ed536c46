import { snippetsOf } from "../../snippets/support/markdown";
import { type Project, ROOT } from "./project";

/** The blocks of commands of the README of an example. */
export function blocksOf(example: string): string[] {
  return snippetsOf(`${example}/README.md`).flatMap(({ language, code }) => (language === "sh" ? [code] : []));
}

/** Commands of the README of an example that a user runs in its folder, without the last one, `pulumi up`. */
export function commandsOf(example: string): string[] {
  const commands = (blocksOf(example).at(-1) ?? "").trim().split("\n");
  if (commands.pop() !== "pulumi up") throw new Error(`the README of ${example} does not end in pulumi up`);
  return commands;
}

/** Runs a command of a README. Paths and the address of the endpoint are those of the test. */
export async function paste(project: Project, command: string): Promise<void> {
  await project.shell(command.replace("../../", `${ROOT}/`).replace("http://127.0.0.1:18830", project.endpoint));
}
