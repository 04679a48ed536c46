import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { type Connection, connect } from "../dataplane/connection";
import { isForUsers } from "../dataplane/errors";
import { DeploymentError } from "../messages/deployment-error";
import { nativeToken, typeOf } from "../pulumi/provider-text";
import { withoutTexts } from "../pulumi/secret-text";
import { settingsFor } from "../resources/provider";
import { outputError } from "../resources/run-error";
import type { SettingsBag } from "../resources/settings";

/** Asks AWS, with the configuration of the function's explicit provider or of the stack. */
type Ask<A, R> = (connection: Connection, args: A) => Promise<R>;

/** Arguments that are secret, wholly or in part. Errors must not contain them. */
const secrets = new WeakSet<object>();

/**
 * Runs a function of this package that asks AWS. It runs in the program, since a dynamic provider cannot have functions. In
 * a unit test, the mocks of the test answer in its place, as the function `iot-retained:index:<name>`.
 *
 * @throws RunError that says what to do
 */
export function invoke<A extends object, R>(
  name: string,
  args: A,
  opts: pulumi.InvokeOptions,
  ask: Ask<A, R>,
): Promise<R> {
  const answer = answerOf(name, args, opts, ask);
  // It may fail before the program waits for it. Node would warn of that, beside the error that fails the deployment.
  answer.catch(() => undefined);
  return answer;
}

async function answerOf<A extends object, R>(
  name: string,
  args: A,
  opts: pulumi.InvokeOptions,
  ask: Ask<A, R>,
): Promise<R> {
  if (pulumi.runtime.getMonitor() instanceof MockMonitor) {
    return (await pulumi.runtime.invoke(nativeToken(name), args as pulumi.Inputs, opts)) as R;
  }
  try {
    return await ask(connectionOf(await resolvedSettings(settingsOf(opts))), args);
  } catch (error) {
    if (!isForUsers(error)) throw error;
    const values = secrets.has(args) ? Object.values(args).filter((value) => typeof value === "string") : [];
    throw outputError(name, `${name}: ${withoutTexts(error.message, values)}`);
  }
}

/**
 * The same as an output. It waits for its arguments, the settings of its provider and `dependsOn`, and while one of them is
 * unknown, it is unknown too.
 */
export function invokeOutput<A extends object, R>(
  args: pulumi.Input<A>,
  { dependsOn, ...opts }: pulumi.InvokeOutputOptions,
  invoked: (args: A, opts: pulumi.InvokeOptions) => Promise<R>,
): pulumi.Output<R> {
  const given = pulumi.output(args) as pulumi.Output<unknown>;
  const exist = (pulumi.output(dependsOn ?? []) as pulumi.Output<unknown>).apply((found) =>
    pulumi.all([found].flat().flatMap((resource) => unknownUntilExists(resource as pulumi.Resource))),
  );
  const isSecret = pulumi.isSecret(given);
  return pulumi.all([given, settingsOf(opts), exist]).apply(async ([known]) => {
    if (await isSecret) secrets.add(known as A);
    return await invoked(known as A, opts);
  }) as pulumi.Output<R>;
}

/** Outputs that are unknown until a resource exists. A component exists when everything in it does. */
function unknownUntilExists(resource: pulumi.Resource): pulumi.Output<string>[] {
  if (pulumi.CustomResource.isInstance(resource)) return [resource.id];
  const { __childResources: children = [] } = resource as { __childResources?: Iterable<pulumi.Resource> };
  return [resource.urn, ...[...children].flatMap(unknownUntilExists)];
}

function settingsOf(opts: pulumi.InvokeOptions): SettingsBag {
  return settingsFor(typeOf("Function"), opts);
}

/** Connections by stack. One process may run several programs; the functions of one share its endpoints and paces. */
const connections = new WeakMap<object, Map<string, Connection>>();
const noStack = {};

function connectionOf(settings: Readonly<Record<string, string>>): Connection {
  const stack = pulumi.runtime.getStackResource() ?? noStack;
  const ofStack = connections.get(stack) ?? new Map<string, Connection>();
  connections.set(stack, ofStack);
  const key = JSON.stringify(Object.entries(settings).sort());
  const warn = (line: string) => pulumi.log.warn(line);
  const connection = ofStack.get(key) ?? connect({ get: (name) => settings[name] }, process.env, warn);
  ofStack.set(key, connection);
  return connection;
}

async function resolvedSettings(settings: SettingsBag): Promise<Record<string, string>> {
  const output = pulumi.output(settings) as pulumi.Output<Record<string, string>> & { isKnown: Promise<boolean> };
  if (await output.isKnown) return await new Promise((resolve) => output.apply(resolve));
  throw new DeploymentError(
    "the settings of the provider are not known in this preview: use the form that gives an output",
  );
}
