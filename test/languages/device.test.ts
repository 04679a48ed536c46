import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonDirectory } from "../../scripts/languages/wanted";
import { deviceBehaves } from "../support/device";
import { inLanguage, whyNoVirtualEnvironment } from "./support/languages";
import { ROOT } from "./support/project";

// examples/device in Python and C: test/local/device.test.ts has the one in TypeScript.

const example = join(ROOT, "examples/device");

inLanguage("a device in Python", whyNoVirtualEnvironment(), () => {
  deviceBehaves(() => ({
    command: join(pythonDirectory() ?? "", "python"),
    args: [join(example, "device.py")],
  }));
});

const built = mkdtempSync(join(tmpdir(), "device-"));
const device = join(built, "device");

afterAll(() => rmSync(built, { recursive: true, force: true }));

/** Compiles the device. Returns why that is not possible here. */
function whyNoDeviceInC(): string | undefined {
  const flags = ["-std=c11", "-Wall", "-Wextra", "-Werror"];
  const headers = "#include <mosquitto.h>\n#include <openssl/sha.h>\n";
  const cc = (args: readonly string[], input = "") =>
    execFileSync("cc", [...flags, ...args], { input, stdio: ["pipe", "pipe", "pipe"] });
  try {
    cc(["-x", "c", "-fsyntax-only", "-"], headers);
  } catch {
    return "there is no compiler `cc`, or no headers of libmosquitto and OpenSSL (libmosquitto-dev, libssl-dev)";
  }
  cc(["-o", device, join(example, "device.c"), "-lmosquitto", "-lcrypto"]);
  return undefined;
}

inLanguage("a device in C", whyNoDeviceInC(), () => {
  deviceBehaves(() => ({ command: device, args: [] }));
});
