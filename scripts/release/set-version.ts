/** What `npm version X.Y.Z` runs once package.json has the version: writes it to all other places. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { schemaText } from "../schema/text";
import { withSection } from "./changelog";
import { pagesIn, withVersion } from "./named-versions";

const root = join(__dirname, "../..");

function edit(path: string, change: (text: string) => string): void {
  const file = join(root, path);
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

edit("CHANGELOG.md", (text) => withSection(text, version, new Date().toISOString().slice(0, 10)));
edit("provider/native/schema.json", () => schemaText(root));
for (const path of pagesIn(root)) edit(path, (text) => withVersion(text, version));
