import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { schemaText } from "./text";

// Writes the schema of the native provider: `npm run schema`. A test fails while it is stale.

const root = join(__dirname, "../..");
writeFileSync(join(root, "provider/native/schema.json"), schemaText(root));
