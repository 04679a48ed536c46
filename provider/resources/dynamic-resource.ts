import * as pulumi from "@pulumi/pulumi";
import type { InCode } from "../files/in-code";
import { messagesDeclared } from "../files/loaded-messages";
import { defined } from "../messages/defined";
import { ignoredPaths } from "../messages/ignored-paths";
import { withBothPayloadForms } from "../messages/payload-forms";
import { isUnderWay, type Rollout, rolloutWith } from "../messages/rollout";
import type { HiddenInputs } from "../pulumi/hidden-inputs";
import type { PropertyBag } from "../pulumi/property-bag";
import { providerText, typeOf } from "../pulumi/provider-text";
import { isUnknown } from "../pulumi/unknowns";
import { urnBelow } from "../pulumi/urn";
import type { TopicDeclaration } from "../validation/declarations";
import { isRecord } from "../validation/is-record";
import { writeDigests } from "../validation/topic-digests";
import { issuesInDeclaration, noteDeclaration, ProgramResource, topicsElsewhere } from "./declared-topics";
import { blockDeployment } from "./deployment-blocker";
import { loadedMessages } from "./loaded-messages";
import { isOutput } from "./outputs";
import { settingsFor } from "./provider";
import { argumentsFromSettings, warnOfUnknownSettings } from "./settings";
import { type FindIssues, reportInPreview, validateArguments } from "./validate-arguments";

/** A resource that a constructor is about to declare. */
export interface NewResource {
  kind: string;
  name: string;
  /** Its arguments, in the form that the engine takes. */
  inputs: object;
  opts: pulumi.CustomResourceOptions;
  /** Adds to the inputs what does not take part in waiting for outputs; undefined if that is nothing. */
  complete?: (inputs: PropertyBag) => PropertyBag;
  findIssues: FindIssues;
  /** What it declares about its topics; undefined if it retains nothing. */
  declares?: (sent: PropertyBag, secrets: readonly string[]) => TopicDeclaration;
  /** Which topics its rollout reaches; undefined if the topics themselves say it. */
  reaches?: ((rollout: Rollout) => string[]) | undefined;
}

/** The hidden inputs as a program gives them to the SDK, which waits for each. */
export type SentHiddenInputs = { [K in keyof HiddenInputs]-?: pulumi.Input<HiddenInputs[K] | undefined> };

/** The hidden inputs of a resource. Their promises resolve when its arguments do. */
export function hiddenInputs(resource: NewResource): SentHiddenInputs {
  const { kind, name, inputs, opts, complete = (sent) => sent, findIssues, declares, reaches } = resource;
  if (opts.import !== undefined) {
    // The engine reads an import without `__provider`, and so without this package.
    throw new pulumi.RunError(
      `${name}: the option \`import\` does not work for a ${kind}; use \`pulumi import --file\``,
    );
  }
  warnOfUnknownSettings();
  const __urn = urnOf(kind, name, opts.parent);
  const __owner = `${organization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { marker, ...fromSettings } = argumentsFromSettings(settingsFor(typeOf(kind), opts));
  const ofMessages = declares === undefined ? {} : defined({ marker });
  const effective = { __owner, ...fromSettings, ...ofMessages, ...defined(inputs), __urn };
  const who = new ProgramResource(`the ${kind} ${name}`, __urn);
  const loaded = loadedMessages();
  if (declares !== undefined) {
    const settled = complete(withoutOutputs(effective));
    noteDeclaration(who, effective, declares(settled, []));
    loaded.use(messagesDeclared(settled).map(([topic]) => topic));
  }
  let elsewhere: string | undefined;
  let early: string | undefined;
  let inCode: InCode | undefined;
  const validated = validateArguments(name, effective, async (resolved, secrets) => {
    const sent = complete(resolved);
    const found = await findIssues(sent, secrets);
    const declaration = declares?.(sent, secrets);
    if (declaration === undefined) return found;
    if (declaration.isSet) elsewhere = topicsElsewhere(who, sent);
    if (reaches !== undefined) early = earlyDigests(sent, reaches);
    // A marker that only settings name is no part of the message.
    inCode = loaded.inCode(messagesDeclared("marker" in defined(inputs) ? sent : { ...sent, marker: undefined }));
    return [...found, ...(await issuesInDeclaration(who, sent, declaration))];
  });
  // Keeps the program running until then.
  const done = pulumi.runtime.rpcKeepAlive();
  validated
    .catch((error: Error) => blockDeployment(name, `the arguments of ${name} cannot be had: ${error.message}`))
    .finally(done);
  const issues = validated.then((found) => found.issues);
  const isReported = issues.then((found) => reportInPreview(found, __urn));
  return {
    __provider: providerText(kind),
    __urn,
    __owner,
    __secrets: validated.then(({ secrets }) => secretNames(secrets)),
    __ignored: opts.ignoreChanges === undefined ? undefined : ignoredPaths(opts.ignoreChanges),
    __faults: issues.then((found) => (found.length > 0 ? found : undefined)),
    __reported: isReported.then((is) => is || undefined),
    __inCode: pulumi.output(validated.then(() => (typeof inCode === "string" ? pulumi.secret(inCode) : inCode))),
    __preview: pulumi.runtime.isDryRun() || undefined,
    __elsewhere: validated.then(() => elsewhere),
    __early: validated.then(() => early),
  };
}

/** Digests of the topics that a rollout reaches; undefined if it is not known, or reaches all. */
function earlyDigests(
  { rollout: own, __rollout: percent }: PropertyBag,
  reaches: (rollout: Rollout) => string[],
): string | undefined {
  if (isUnknown([own, percent])) return undefined;
  const rollout = rolloutWith(isRecord(own) ? own : undefined, percent === undefined ? undefined : Number(percent));
  return rollout !== undefined && isUnderWay(rollout) ? writeDigests(reaches(rollout)) : undefined;
}

function withoutOutputs(args: PropertyBag): PropertyBag {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => !isOutput(value)));
}

/**
 * The URN of a resource as a promise. As an output it would depend on the parent, and so on all children of the parent,
 * which would wait for one another for ever.
 */
function urnOf(kind: string, name: string, parent: pulumi.Resource | undefined): Promise<string> {
  const type = typeOf(kind);
  const urn = parent?.urn.apply((above) => urnBelow(above, type, name)) ?? pulumi.createUrn(name, type);
  return new Promise((resolve) => {
    urn.apply(resolve);
  });
}

/** The organization. If the mocks of a unit test name none, it is called as self-managed backends call it. */
function organization(): string {
  try {
    return pulumi.getOrganization();
  } catch {
    return "organization";
  }
}

function secretNames(names: string[]): string[] | undefined {
  return names.length === 0 ? undefined : withBothPayloadForms(names)?.sort();
}
