import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

/** Whether a program runs; otherwise one line says what is skipped. */
function has(what: string, command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    process.stdout.write(`skipped: ${what}: \`${[command, ...args].join(" ")}\` does not run\n`);
    return false;
  }
}

/** `test`, or its skipping if there is no boto3. */
export const boto3Test: jest.It = has("boto3", "python3", "-c", "import boto3") ? test : test.skip;

/** `test`, or its skipping if there is no AWS CLI. */
export const awsCliTest: jest.It = has("the AWS CLI", "aws", "--version") ? test : test.skip;

/** Runs a program with the keys of an account, and with nothing else of AWS from outside. */
export async function runForAws(command: string, args: readonly string[]) {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  const env = {
    ...Object.fromEntries(others),
    AWS_ACCESS_KEY_ID: "AKIA123456789012",
    AWS_SECRET_ACCESS_KEY: "x",
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_MAX_ATTEMPTS: "1",
    PYTHONIOENCODING: "utf8",
  };
  return promisify(execFile)(command, args, { env });
}
