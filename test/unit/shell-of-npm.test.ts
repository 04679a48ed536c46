import { onShellOfNpmGone } from "../../provider/cli/support/shell-of-npm";

// Whether `iot-retained local` ends with the process that has started it.

const { ppid } = process;

beforeEach(() => void jest.useFakeTimers());

afterEach(() => {
  jest.useRealTimers();
  Object.defineProperty(process, "ppid", { value: ppid });
  delete process.env["npm_lifecycle_script"];
});

/** Whether it ends, by what npm says of its shell. */
function ends(script: string | undefined): boolean {
  if (script === undefined) delete process.env["npm_lifecycle_script"];
  else process.env["npm_lifecycle_script"] = script;
  Object.defineProperty(process, "ppid", { value: 100 });
  const end = jest.fn();
  onShellOfNpmGone(end);
  jest.advanceTimersByTime(60_000);
  expect(end).not.toHaveBeenCalled();
  Object.defineProperty(process, "ppid", { value: 1 });
  jest.advanceTimersByTime(60_000);
  return end.mock.calls.length === 1;
}

test.each(["iot-retained", "'iot-retained'", "iot-retained local --port 0", "node_modules/.bin/iot-retained local"])(
  "it ends with the shell of npm that runs %s",
  (script) => {
    expect(ends(script)).toBe(true);
  },
);

test.each([
  undefined,
  "",
  "iot-retained local &",
  "iot-retained local & vite",
  "node server.js",
  "jest",
  "start-iot-retained",
])("it lives on if npm does not run it, or starts it with `&`: %s", (script) => {
  expect(ends(script)).toBe(false);
});
