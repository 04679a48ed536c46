import * as pulumi from "@pulumi/pulumi";
import { defined } from "../messages/defined";
import { providerText, typeOf } from "../pulumi/provider-text";
import type { Issue } from "../validation/issue";
import { settingsFor } from "./provider";
import { blockDeployment } from "./run-error";
import { argumentsFromSettings, warnOfUnknownSettings } from "./settings";
import { reportInPreview, type SentArguments, validateArguments } from "./validate-arguments";

/** A resource as its constructor is about to make it. */
export interface NewResource {
  kind: string;
  name: string;
  /** Its arguments in the form that the engine takes. */
  inputs: object;
  opts: pulumi.CustomResourceOptions;
  /** Everything that is wrong with the arguments once they are plain values. */
  faultsIn: (wire: SentArguments) => Issue[];
  /** Whether its messages carry a marker, of which the settings have a word to say then. */
  isMarked: boolean;
}

/** What every dynamic resource of this package sends beside its arguments. */
export function hiddenInputs({ kind, name, inputs, opts, faultsIn, isMarked }: NewResource) {
  if (opts.import !== undefined) {
    // The engine reads an import without `__provider`, and so without this package.
    throw new pulumi.RunError(
      `${name}: the option \`import\` does not work for a ${kind}; use \`pulumi import --file\``,
    );
  }
  warnOfUnknownSettings();
  const __urn = urnOf(kind, name, opts.parent);
  const __owner = `${organization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { marker, ...declared } = argumentsFromSettings(settingsFor(typeOf(kind), opts));
  const ofMessages = isMarked ? defined({ marker }) : {};
  const effective = { __owner, ...declared, ...ofMessages, ...defined(inputs), __urn };
  const examined = validateArguments(name, effective, faultsIn);
  const done = pulumi.runtime.rpcKeepAlive();
  examined
    .catch((error: Error) => blockDeployment(name, `the arguments of ${name} cannot be had: ${error.message}`))
    .finally(done);
  const faults = examined.then((found) => found.faults);
  const reported = faults.then((found) => reportInPreview(found, __urn));
  return {
    __provider: providerText(kind),
    __urn,
    __owner,
    __secrets: examined.then(({ secrets }) => secretNames(secrets)),
    __faults: faults.then((found) => (found.length > 0 ? found : undefined)),
    __reported: reported.then((is) => is || undefined),
    // The engine does not say.
    __preview: pulumi.runtime.isDryRun() || undefined,
    __ignored: withBothPayloadForms(opts.ignoreChanges)?.filter((path) => /^(\w+|messages\[".*"\])$/.test(path)),
  };
}

/**
 * The URN of a resource as a promise: as an output it would depend on the parent, and by that on all children of the
 * parent, which would wait for one another for ever.
 */
function urnOf(kind: string, name: string, parent: pulumi.Resource | undefined): Promise<string> {
  return new Promise((resolve) => {
    pulumi.createUrn(name, typeOf(kind), parent).apply(resolve);
  });
}

/** As self-managed backends call it, where mocks in a unit test name none. */
function organization(): string {
  try {
    return pulumi.getOrganization();
  } catch {
    return "organization";
  }
}

/** Names of secret arguments. A payload in either form may come back in the other one. */
function secretNames(names: string[]): string[] | undefined {
  return names.length === 0 ? undefined : withBothPayloadForms(names)?.sort();
}

/** Names of arguments, the payload in both of its forms where it is one of them. */
export function withBothPayloadForms(names: readonly string[] | undefined): string[] | undefined {
  if (names === undefined) return undefined;
  const both = names.includes("payload") || names.includes("payloadBase64") ? ["payload", "payloadBase64"] : [];
  return [...new Set([...names, ...both])];
}
