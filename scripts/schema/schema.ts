import { z } from "zod";
import { convergenceStates } from "../../provider/convergence/state";
import { settingSchemas } from "../../provider/dataplane/setting-schemas";
import { placeArguments } from "../../provider/engine/place-in-state";
import { replacingArguments } from "../../provider/engine/retained-message";
import type { invokeSchemas } from "../../provider/invokes/schemas";
import { DEFAULT_QOS } from "../../provider/messages/message";
import { secretOutputs } from "../../provider/process/secrets";
import { nativeToken, typeOf } from "../../provider/pulumi/provider-text";
import { secretSettings, settingKey, settingNames } from "../../provider/settings/setting-names";
import { retainedMessageSchema } from "../../provider/validation/resource-schemas";
import { setSchema } from "../../provider/validation/set-schemas";
import { type Addresses, repositoryOf } from "../release/repository";
import type { Declarations } from "./declarations";
import { descriptionOf, descriptionOfSetting, type PropertySpec, requiredOf, SchemaTypes } from "./types";

/** A resource: its class, the interface of its arguments, and the arguments whose change replaces it. */
interface Resource {
  file: string;
  args: { file: string; name: string };
  replaces: readonly string[];
  /** Whether a message that names no `qos` has the default one. */
  hasDefaultQos: boolean;
}

const resources: Readonly<Record<string, Resource>> = {
  RetainedMessage: {
    file: "resources/retained-message.ts",
    args: { file: "resources/retained-message-args.ts", name: "RetainedMessageArgs" },
    replaces: replacingArguments,
    hasDefaultQos: true,
  },
  RetainedMessageSet: {
    file: "resources/retained-message-set.ts",
    args: { file: "resources/retained-message-set-args.ts", name: "RetainedMessageSetArgs" },
    replaces: placeArguments,
    hasDefaultQos: false,
  },
  Publication: {
    file: "resources/publication.ts",
    args: { file: "resources/publication.ts", name: "PublicationArgs" },
    replaces: placeArguments,
    hasDefaultQos: true,
  },
};

/** The file that declares what functions are asked and answer. */
const TYPES_OF_FUNCTIONS = "invokes/types.ts";

/** Where those of policies are. */
const TYPES_OF_POLICIES = "invokes/policy-types.ts";

/** A function: where a program finds it, its arguments, and what it returns; undefined is a policy as text. */
interface Invoke {
  file: string;
  args: string;
  result?: string;
}

const invokes: Readonly<Record<keyof typeof invokeSchemas, Invoke>> = {
  getRetainedMessage: {
    file: "functions/get-retained-message.ts",
    args: "GetRetainedMessageArgs",
    result: "GetRetainedMessageResult",
  },
  listRetainedMessages: {
    file: "functions/list-retained-messages.ts",
    args: "ListRetainedMessagesArgs",
    result: "ListRetainedMessagesResult",
  },
  convergence: {
    file: "functions/convergence.ts",
    args: "ConvergenceArgs",
    result: "ConvergenceResult",
  },
  loadMessages: {
    file: "functions/load-messages.ts",
    args: "LoadMessagesArgs",
    result: "LoadMessagesResult",
  },
  thingsInGroup: {
    file: "functions/things-in-group.ts",
    args: "ThingsQuery",
    result: "ThingsFound",
  },
  deployerPolicy: { file: "functions/policies.ts", args: "DeployerPolicyArgs" },
  subscriberPolicy: { file: "functions/policies.ts", args: "SubscriberPolicyArgs" },
};

const PROVIDER =
  "An explicit provider: another Region, account or pace for some of a stack's messages. It gets its own arguments alone, and " +
  "nothing of the stack's configuration.";

/** What a policy function returns: an answer is an object in every language. */
const policyResult = {
  properties: { json: { type: "string", description: "The policy document, as JSON text." } },
  required: ["json"],
};

/** Outputs that are whole numbers. Others may outgrow the 32 bits that an integer has in some SDKs. */
const counts = ["count", "payloadSize", "total", ...convergenceStates];

/** Names of whole numbers: arguments and settings, as their validation says, and counts. */
const wholeNumbers: ReadonlySet<string> = new Set([
  ...Object.entries({ ...retainedMessageSchema.shape, ...setSchema.shape, ...settingsByName() })
    .filter(([, schema]) => z.toJSONSchema(schema, { unrepresentable: "any" }).type === "integer")
    .map(([name]) => name),
  ...counts,
]);

/** Arguments that an explicit provider has to be given: nobody tells it the organization, which the default owner names. */
const requiredSettings = ["owner"];

function settingOf(name: string, { description, ...spec }: PropertySpec): PropertySpec {
  const own = requiredSettings.includes(name) ? description.replace(/\n\nDefault:.*/s, "") : description;
  return { ...spec, description: own, ...(secretSettings.includes(name) ? { secret: true } : {}) };
}

function settingsByName() {
  return Object.fromEntries(settingNames.map((name) => [name, settingSchemas[settingKey(name)]]));
}

/** What `package.json` says of the package. */
interface PackageFile {
  version: string;
  description: string;
  license: string;
  repository: Addresses["repository"];
  keywords: string[];
}

/**
 * The schema of the native provider, from which Pulumi makes SDKs. Arguments, outputs and descriptions are those of the
 * TypeScript types; everything else is what the validation and the handlers say.
 *
 * @see https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
 */
export function makeSchema(declarations: Declarations, manifest: PackageFile) {
  const { version, description, license, keywords } = manifest;
  const { slug, homepage, pluginDownloadURL } = repositoryOf(manifest);
  const types = new SchemaTypes(declarations, (name) => wholeNumbers.has(name));
  const settings = declarations.find("resources/provider-args.ts", "ProviderArgs");
  const ofProvider = Object.fromEntries(
    Object.entries(types.propertiesOf(declarations.membersOf(settings), descriptionOfSetting)).map(([name, spec]) => [
      name,
      settingOf(name, spec),
    ]),
  );
  return {
    name: "iot-retained",
    displayName: "AWS IoT Core retained messages",
    version,
    // SDKs that `pulumi package add` makes are packages of their own.
    meta: { supportPack: true },
    description,
    homepage,
    license,
    repository: `https://github.com/${slug}`,
    ...(pluginDownloadURL === undefined ? {} : { pluginDownloadURL }),
    keywords: ["kind/native", "category/cloud", ...keywords.filter((keyword) => keyword !== "pulumi")],
    config: { variables: ofProvider },
    provider: {
      description: PROVIDER,
      inputProperties: ofProvider,
      requiredInputs: requiredSettings,
    },
    resources: Object.fromEntries(
      Object.entries(resources).map(([name, resource]) => [nativeToken(name), resourceOf(name, resource)]),
    ),
    functions: Object.fromEntries(
      Object.entries(invokes).map(([name, invoke]) => [nativeToken(name), functionOf(name, invoke)]),
    ),
    types: types.types,
    language: {
      nodejs: { packageName: "pulumi-iot-retained-native", respectSchemaVersion: true },
      python: { packageName: "pulumi_iot_retained", respectSchemaVersion: true, pyproject: { enabled: true } },
      go: {
        modulePath: "pulumi-iot-retained/sdk",
        importBasePath: "pulumi-iot-retained/sdk/iotretained",
        respectSchemaVersion: true,
      },
      csharp: { namespaces: { "iot-retained": "IotRetained" }, respectSchemaVersion: true },
    },
  };

  function resourceOf(name: string, { file, args, replaces, hasDefaultQos }: Resource) {
    const declaration = declarations.find(file, name);
    const given = declarations.membersOf(declarations.find(args.file, args.name));
    const outputs = declarations.membersOf(declaration);
    const inputProperties = types.propertiesOf(given);
    return {
      description: descriptionOf(declarations.docOf(declaration)),
      inputProperties: Object.fromEntries(
        Object.entries(inputProperties).map(([property, spec]) => [property, inputOf(property, spec)]),
      ),
      requiredInputs: requiredOf(given),
      properties: Object.fromEntries(
        Object.entries(types.propertiesOf(outputs)).map(([property, spec]) => [
          property,
          secretOutputs.has(property) ? { ...spec, secret: true } : spec,
        ]),
      ),
      required: requiredOf(outputs),
      // A stack of dynamic resources goes on with the native provider, and no resource is replaced.
      aliases: [{ type: typeOf(name) }],
    };

    function inputOf(property: string, spec: PropertySpec) {
      if (replaces.includes(property)) return { ...spec, willReplaceOnChanges: true };
      return property === "qos" && hasDefaultQos ? { ...spec, default: DEFAULT_QOS } : spec;
    }
  }

  function functionOf(name: string, { file, args, result }: Invoke) {
    const typesFile = result === undefined ? TYPES_OF_POLICIES : TYPES_OF_FUNCTIONS;
    const given = declarations.membersOf(declarations.find(typesFile, args));
    const found = result === undefined ? [] : declarations.membersOf(declarations.find(TYPES_OF_FUNCTIONS, result));
    return {
      description: descriptionOf(declarations.docOf(declarations.find(file, name))),
      inputs: { properties: types.propertiesOf(given), required: requiredOf(given) },
      outputs:
        result === undefined ? policyResult : { properties: types.propertiesOf(found), required: requiredOf(found) },
    };
  }
}
