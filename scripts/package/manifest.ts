import { readFileSync, renameSync, writeFileSync } from "node:fs";

// `npm pack` packs package.json as it lies there. While it runs, the file has only what users need: npm warns each of
// them of a script `prepare`, and the other scripts and the development dependencies need files that do not ship.

const MANIFEST = "package.json";

/** The whole manifest while npm packs. If the packing is killed, it stays, and is moved back by hand. */
const WHOLE = "package.json.before-pack";

const FOR_DEVELOPERS = ["scripts", "devDependencies", "overrides", "allowScripts"];

if (process.argv[2] === "back") {
  renameSync(WHOLE, MANIFEST);
} else {
  const whole = readFileSync(MANIFEST, "utf8");
  writeFileSync(WHOLE, whole);
  const forUsers = Object.entries(JSON.parse(whole)).filter(([field]) => !FOR_DEVELOPERS.includes(field));
  writeFileSync(MANIFEST, `${JSON.stringify(Object.fromEntries(forUsers), null, 2)}\n`);
}
