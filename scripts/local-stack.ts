import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** Git-ignored; deleting it forgets all local stacks. */
export const LOCAL_STATE = resolve(__dirname, "..", ".pulumi-local");

/**
 * The environment in which stacks of this checkout need neither an account nor a passphrase, and leave no trace
 * outside of `folder`.
 */
export function localStack(env: NodeJS.ProcessEnv = process.env, folder = LOCAL_STATE): NodeJS.ProcessEnv {
  const state = join(folder, "state");
  const home = join(folder, "home");
  for (const directory of [state, home]) mkdirSync(directory, { recursive: true });
  const ownPassphrase = "PULUMI_CONFIG_PASSPHRASE" in env || "PULUMI_CONFIG_PASSPHRASE_FILE" in env;
  return {
    ...env,
    // Pulumi reads a URL here: what has a meaning in one is escaped.
    PULUMI_BACKEND_URL: `file://${state.replace(/[%#?]/g, encodeURIComponent)}`,
    // `pulumi login` and `pulumi stack select` write here; the user's own ~/.pulumi must not change.
    PULUMI_HOME: home,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...(ownPassphrase ? {} : { PULUMI_CONFIG_PASSPHRASE: "" }),
  };
}

/**
 * The environment of `npm run pulumi`: a local stack, unless the user names a backend.
 *
 * A login alone does not count. Trying an example must not put a stack into somebody's organisation, and the stack
 * that `npm start` made must be found again. Against AWS the state is worth keeping, since losing it means that Pulumi
 * no longer knows which retained messages are its own: who runs `up` there sets PULUMI_BACKEND_URL to where the team
 * keeps its state, and then login, passphrase and plugins are the user's own, untouched.
 */
export function stackEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return env["PULUMI_BACKEND_URL"] ? { ...env } : localStack(env);
}
