import { join } from "node:path";
import { deviceBehaves } from "../support/device";

// examples/device in TypeScript. Those in other languages are tried in test/languages.

const program = join(__dirname, "../../examples/device/device.ts");

deviceBehaves(() => ({
  command: process.execPath,
  args: ["--require", "ts-node/register/transpile-only", program],
}));
