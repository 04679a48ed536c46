/** Milliseconds between two looks. */
const INTERVAL = 500;

/**
 * What npm says that it has its shell run, if that is this command alone. A script with `&` starts it to live on.
 * `npm exec` does not name the arguments.
 */
const thisCommand = /^'?([^\s&]*\/)?iot-retained'?(\s[^&]*)?$/;

/**
 * Calls `end` when the shell is gone in which `npx` or `npm run` runs this command. `kill` of npm ends that shell, and
 * would leave the command running.
 *
 * A process that somebody else has started lives on without its parent: with `&`, in a step of a pipeline, in a container.
 */
export function onShellOfNpmGone(end: () => void): void {
  if (!thisCommand.test(process.env["npm_lifecycle_script"] ?? "")) return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    end();
  }, INTERVAL);
  timer.unref();
}
