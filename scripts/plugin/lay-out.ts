import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

// Puts beside the compiled provider what makes it a plugin: the executables, and the schema.

const root = join(__dirname, "../..");
const [from, to] = [join(root, "provider/native"), join(root, "dist/native")];
const starter = "pulumi-resource-iot-retained";

for (const file of readdirSync(join(from, "plugin"))) copyFileSync(join(from, "plugin", file), join(to, file));
copyFileSync(join(from, "schema.json"), join(to, "schema.json"));

// `pulumi package add FOLDER` does not know the name of the package yet, and looks for an executable without one. With a
// PulumiPlugin.yaml it would run `npm install` in the package, and start the plugin by the runtime that is named there.
copyFileSync(join(from, "plugin", starter), join(to, "pulumi-resource-"));
