import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { type Connection, connect } from "../dataplane/connection";
import { DataPlaneError } from "../dataplane/errors";
import { DeploymentError } from "../messages/deployment-error";
import { typeOf } from "../messages/provider-text";
import { settingsFor } from "../resources/provider";
import { runError } from "../resources/run-error";
import type { SettingsBag } from "../resources/settings";

/** The configuration and the account that a function calls with: its explicit provider's, or the stack's. */
type Asked<A, R> = (connection: Connection, args: A) => Promise<R>;

/**
 * Runs a function of this package that asks AWS, in the program: the engine has no functions of dynamic providers. In a
 * unit test, the mocks of the test answer for it, as the function `iot-retained:index:<name>`.
 *
 * @throws RunError that says what to do
 */
export async function invoke<A extends object, R>(
  name: string,
  args: A,
  opts: pulumi.InvokeOptions,
  ask: Asked<A, R>,
): Promise<R> {
  if (pulumi.runtime.getMonitor() instanceof MockMonitor) {
    return (await pulumi.runtime.invoke(`iot-retained:index:${name}`, args as pulumi.Inputs, opts)) as R;
  }
  try {
    return await ask(connectionOf(await known(settingsFor(typeOf(name), opts))), args);
  } catch (error) {
    const isTheUsers = error instanceof DeploymentError || error instanceof DataPlaneError;
    throw isTheUsers ? runError(`${name}: ${error.message}`) : error;
  }
}

/** The same as an output, which waits for its arguments and for `dependsOn`, and is unknown as long as one of them is. */
export function invokeOutput<A extends object, R>(
  args: pulumi.Input<A>,
  { dependsOn, ...opts }: pulumi.InvokeOutputOptions,
  invoked: (args: A, opts: pulumi.InvokeOptions) => Promise<R>,
): pulumi.Output<R> {
  const exist = (pulumi.output(dependsOn ?? []) as pulumi.Output<unknown>).apply((found) =>
    pulumi.all([found].flat().map(identity)),
  );
  return pulumi.all([args, exist]).apply(([known]) => invoked(known as A, opts)) as pulumi.Output<R>;
}

/** What is unknown of a resource until it exists. */
function identity(resource: unknown): pulumi.Output<string> {
  return pulumi.CustomResource.isInstance(resource) ? resource.id : (resource as pulumi.Resource).urn;
}

/** By their settings: functions with the same ones share endpoints and paces. */
const connections = new Map<string, Connection>();

function connectionOf(settings: Readonly<Record<string, string>>): Connection {
  const key = JSON.stringify(Object.entries(settings).sort());
  const warn = (line: string) => pulumi.log.warn(line);
  const connection = connections.get(key) ?? connect({ get: (name) => settings[name] }, process.env, warn);
  connections.set(key, connection);
  return connection;
}

async function known(settings: SettingsBag): Promise<Record<string, string>> {
  const output = pulumi.output(settings) as pulumi.Output<Record<string, string>> & { isKnown: Promise<boolean> };
  if (await output.isKnown) return await new Promise((resolve) => output.apply(resolve));
  throw new DeploymentError(
    "the settings of the provider are not known in this preview: use the form that gives an output",
  );
}
