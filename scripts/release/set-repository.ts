/** `npm run repository -- OWNER/NAME`: says everywhere in this checkout where the repository is. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { schemaText } from "../schema/text";
import { moveRepository } from "./repository";

const root = join(__dirname, "../..");
const [slug = ""] = process.argv.slice(2);

if (/^[a-z\d][a-z\d-]*\/[\w.-]+$/i.test(slug)) {
  for (const file of moveRepository(root, slug)) console.log(file);
  // It also says where plugins are, once there is an owner.
  writeFileSync(join(root, "provider/native/schema.json"), schemaText(root));
} else {
  console.error("usage: npm run repository -- OWNER/NAME");
  process.exitCode = 1;
}
