import { cpSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { linkPackages } from "./linked";

const EXAMPLES = resolve(__dirname, "../../examples");

/**
 * Copies an example to a folder of its own. Its packages are those of this checkout.
 *
 * @param directory inside the checkout, because the packages are resolved from there
 */
export function copyExample(name: string, directory: string): void {
  cpSync(join(EXAMPLES, name), directory, { recursive: true });
  linkPackages(dirname(directory));
}
