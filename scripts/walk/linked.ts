import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");
const OURS = "pulumi-iot-retained";

/**
 * Lets the projects of a folder import the package, which is this checkout, and packages of this checkout, by their names.
 *
 * @param others packages or scopes, such as `@pulumi`
 */
export function linkPackages(folder: string, ...others: readonly string[]): void {
  for (const name of [OURS, ...others]) {
    const link = join(folder, "node_modules", name);
    if (existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    // Windows makes a junction without being asked for rights.
    symlinkSync(name === OURS ? ROOT : join(ROOT, "node_modules", name), link, "junction");
  }
}
