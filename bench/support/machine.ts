import { cpus } from "node:os";
import { findEngine } from "../../scripts/engine";
import { withEngine } from "../../scripts/engine/cli";

/** Puts the engine on PATH, and describes this machine and its versions. */
export async function prepareMachine(say: (line: string) => void): Promise<string> {
  const engine = await findEngine(say);
  Object.assign(process.env, withEngine(engine, process.env));
  // Otherwise the SDK would print a warning about Node versions in every measured process.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  const [cpu] = cpus();
  const { node } = process.versions;
  return `${cpus().length} x ${cpu?.model.trim()}, Node.js ${node}, Pulumi ${engine.version}`;
}
