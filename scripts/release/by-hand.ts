// Keeps `npm publish` from publishing what the folder `dist` happens to hold. A file of `npm run release` is published
// without this script, and so is a try with `--dry-run`.

if (process.env["npm_config_dry_run"] !== "true") {
  console.error("`npm run release` tests and makes the package. `npm run release -- --publish` publishes that file.");
  process.exitCode = 1;
}
