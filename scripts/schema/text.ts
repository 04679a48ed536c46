import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Declarations } from "./declarations";
import { makeSchema } from "./schema";

/**
 * The text of `provider/native/schema.json`.
 *
 * @param root folder of the project
 */
export function schemaText(root: string): string {
  const packageFile = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Parameters<typeof makeSchema>[1];
  return `${JSON.stringify(makeSchema(new Declarations(root), packageFile), undefined, 2)}\n`;
}
