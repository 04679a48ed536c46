import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");
const NAME = "pulumi-iot-retained";

/** Lets the projects of a folder of this checkout import the package, which is this checkout, by its name. */
export function linkPackage(folder: string): void {
  const link = join(folder, "node_modules", NAME);
  if (existsSync(link)) return;
  mkdirSync(dirname(link), { recursive: true });
  // Windows makes a junction without being asked for rights.
  symlinkSync(ROOT, link, "junction");
}

/**
 * Copies an example to a folder of its own. Its packages are those of this checkout.
 *
 * @param directory inside the checkout, because the packages are resolved from there
 */
export function copyExample(name: string, directory: string): void {
  cpSync(join(ROOT, "examples", name), directory, { recursive: true });
  linkPackage(dirname(directory));
}
