import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { version } from "../../package.json";
import { ROOT } from "./support/project";

const archive = join(ROOT, `dist-plugin/pulumi-resource-iot-retained-v${version}.tar.gz`);

async function tar(...args: string[]): Promise<string> {
  return (await promisify(execFile)("tar", [...args, archive], { maxBuffer: 16 * 1024 * 1024 })).stdout;
}

test("the archive has the plugin, what starts it, and the licenses, and nothing that lets the CLI install more", async () => {
  const entries = (await tar("-tvzf")).trim().split("\n");
  const files = entries.map((entry) => [entry.split(" ").at(-1), entry.startsWith("-rwxr-xr-x")]);
  expect(files).toEqual([
    ["main.js", false],
    ["schema.json", false],
    ["LICENSE", false],
    ["THIRD-PARTY-LICENSES", false],
    ["pulumi-resource-iot-retained", true],
    ["pulumi-resource-iot-retained.cmd", true],
  ]);
});

test("the licenses of bundled packages are in the archive", async () => {
  const licenses = await tar("-xzO", "THIRD-PARTY-LICENSES", "-f");
  expect(licenses).toMatch(/^@grpc\/grpc-js [\d.]+ \(Apache-2\.0\)\n\nApache License/m);
  expect(licenses).toMatch(/^zod [\d.]+ \(MIT\)\n\nMIT License/m);
  // Tests use it, and the plugin does not.
  expect(licenses).not.toMatch(/^fast-check/m);
});
