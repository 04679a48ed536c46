import { readFileSync } from "node:fs";
import { join } from "node:path";
import { schemaText } from "../../scripts/schema/text";

const root = join(__dirname, "../..");
const text = readFileSync(join(root, "provider/native/schema.json"), "utf8");

test("the schema of the native provider is what the types, the validation and package.json say: `npm run schema`", () => {
  expect(text).toBe(schemaText(root));
});

test("everything in the schema has a description", () => {
  const bare: string[] = [];
  const walk = (value: unknown, path: string) => {
    if (typeof value !== "object" || value === null) return;
    const { description, properties, inputProperties } = value as Record<string, unknown>;
    if ((properties ?? inputProperties) !== undefined && description === "") bare.push(path);
    for (const [key, item] of Object.entries(value)) {
      const isProperty = /\/(properties|inputProperties|variables)$/.test(path);
      if (isProperty && !(item as { description?: string }).description) bare.push(`${path}/${key}`);
      walk(item, `${path}/${key}`);
    }
  };
  walk(JSON.parse(text), "");
  expect(bare).toEqual([]);
});

test("what is said of Node.js programs alone is not in it", () => {
  expect(text).not.toMatch(/`aws:|RunError|pulumi\.secret/);
});
