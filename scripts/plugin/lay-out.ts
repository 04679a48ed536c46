import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

// Puts beside the compiled provider what makes it a plugin: the executable, its description, and the schema.

const root = join(__dirname, "../..");
const [from, to] = [join(root, "provider/native"), join(root, "dist/native")];
for (const file of readdirSync(join(from, "plugin"))) copyFileSync(join(from, "plugin", file), join(to, file));
copyFileSync(join(from, "schema.json"), join(to, "schema.json"));
