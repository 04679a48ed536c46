import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** The folder of local stacks. Git ignores it, and deleting it deletes all local stacks. */
export const LOCAL_STATE = resolve(__dirname, "..", ".pulumi-local");

/**
 * An environment in which stacks of this checkout need neither an account nor a passphrase. They leave nothing outside
 * `folder`.
 */
export function localStack(env: NodeJS.ProcessEnv = process.env, folder = LOCAL_STATE): NodeJS.ProcessEnv {
  const state = join(folder, "state");
  const home = join(folder, "home");
  for (const directory of [state, home]) mkdirSync(directory, { recursive: true });
  const ownPassphrase = "PULUMI_CONFIG_PASSPHRASE" in env || "PULUMI_CONFIG_PASSPHRASE_FILE" in env;
  return {
    ...env,
    // Pulumi reads a URL here, so characters with a meaning in a URL are escaped.
    PULUMI_BACKEND_URL: `file://${state.replace(/[%#?]/g, encodeURIComponent)}`,
    // `pulumi login` and `pulumi stack select` write here, so that the user's own ~/.pulumi does not change.
    PULUMI_HOME: home,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...(ownPassphrase ? {} : { PULUMI_CONFIG_PASSPHRASE: "" }),
  };
}

/**
 * The environment of `npm run pulumi`: a local stack, unless the user names a backend.
 *
 * A login alone does not name a backend: trying an example must not put a stack into somebody's organisation, and the
 * stack that `npm start` made must be found again. For messages in AWS, set PULUMI_BACKEND_URL to where the team keeps
 * its state, since without the state Pulumi no longer knows which retained messages are its own. Login, passphrase and
 * plugins are then those of the user.
 */
export function stackEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return env["PULUMI_BACKEND_URL"] ? { ...env } : localStack(env);
}
