import * as pulumi from "@pulumi/pulumi";
import { type SettingName, settingKey, settingNames } from "../settings/setting-names";
import { noSuch } from "../text/no-such";
import { type SettingsBag, stackSettings } from "./settings";

/** Where a Provider keeps its settings. All copies of this package in a program find them there. */
const SETTINGS = Symbol.for("pulumi-iot-retained.settings");

/** The arguments of a {@link Provider}. An argument that is left out is as in the stack's configuration. */
export interface ProviderArgs {
  /**
   * AWS Region.
   *
   * @default the settings `iot-retained:region` and `aws:region`, then the environment and the AWS profile
   * @example "eu-west-1"
   */
  region?: pulumi.Input<string>;
  /**
   * URL of the data endpoint.
   *
   * @default the setting `iot-retained:endpoint`, then the environment, then the answer of DescribeEndpoint
   */
  endpoint?: pulumi.Input<string>;
  /**
   * Named profile of the shared AWS files. It wins over keys in the stack's configuration.
   *
   * @default the settings `iot-retained:profile` and `aws:profile`, then AWS_PROFILE
   */
  profile?: pulumi.Input<string>;
  /**
   * ARN of an IAM role to assume, with the credentials that would otherwise be used.
   *
   * @default the settings `iot-retained:roleArn` and `aws:assumeRole`, then none
   * @example "arn:aws:iam::123456789012:role/deployer"
   */
  roleArn?: pulumi.Input<string>;
  /**
   * Publishes a second, above 0, over all resources of this provider.
   *
   * @default 100; 25 in Regions with small quotas
   */
  publishRate?: pulumi.Input<number>;
  /**
   * Reads a second, above 0, over all resources of this provider.
   *
   * @default 250; 25 in Regions with small quotas
   */
  readRate?: pulumi.Input<number>;
  /**
   * Calls to AWS that may be in flight at once, a whole number above 0.
   *
   * @default 32
   */
  concurrency?: pulumi.Input<number>;
  /**
   * Whether messages carry a marker: the user property `managed-by`, by which this stack knows its own messages.
   *
   * @default true
   */
  marker?: pulumi.Input<boolean>;
  /**
   * Whether a preview reads topics that are new to the stack, to tell whether somebody else has them.
   *
   * @default true
   */
  previewReads?: pulumi.Input<boolean>;
  /**
   * How many topics the resources of this provider may clear in one deployment, all together; as a percentage, how many
   * each set may clear.
   *
   * @default none
   * @example 20
   */
  maxClears?: pulumi.Input<number | string>;
  /**
   * How many messages the resources of this provider may change in one deployment, all together; as a percentage, how many
   * each set may change.
   *
   * @default none
   * @example "10%"
   */
  maxChanges?: pulumi.Input<number | string>;
  /**
   * Owner of the messages, in their markers. It has to be unique in an account. `{project}` and `{stack}` become the names
   * of the project and the stack; any other brace is an error.
   *
   * @default the setting `iot-retained:owner`, then "<organization>/<project>/<stack>"
   * @example "acme/{project}/{stack}"
   */
  owner?: pulumi.Input<string>;
}

/**
 * An explicit provider: another Region, account or pace for some of a stack's messages. Give it with the option
 * `provider`, or with `providers` on a component.
 *
 * Keys, account lists and everything else come from the stack's configuration. The provider runs as a process of its own.
 *
 * @example
 * const us = new Provider("us", { region: "us-east-1" });
 * new RetainedMessage("defaults-us", { topic: "fleet/defaults", payload: "on" }, { provider: us });
 */
export class Provider extends pulumi.ProviderResource {
  /**
   * Declares the provider.
   *
   * @param name name of the provider in the stack
   * @param args the settings that differ from the stack's configuration
   * @param opts as for every provider
   * @throws RunError if there is no such argument
   */
  constructor(name: string, args: ProviderArgs = {}, opts: pulumi.ResourceOptions = {}) {
    const unknown = Object.keys(args).find((key) => !(settingNames as readonly string[]).includes(key));
    if (unknown !== undefined) {
      throw new pulumi.RunError(`${name}: \`${unknown}\`: ${noSuch("argument", unknown, settingNames)}`);
    }
    const own = Object.entries(args).filter(([, value]) => value !== undefined);
    const settings = {
      ...stackSettings(),
      ...Object.fromEntries(own.map(([key, value]) => [settingKey(key as SettingName), asText(value)])),
    };
    super("pulumi-nodejs", name, settings, opts);
    Object.defineProperty(this, SETTINGS, { value: settings });
  }
}

/** The settings in effect for a resource with these options. */
export function settingsFor(type: string, opts: pulumi.CustomResourceOptions): SettingsBag {
  const provider = opts.provider ?? opts.parent?.getProvider(type);
  return (provider as { [SETTINGS]?: SettingsBag } | undefined)?.[SETTINGS] ?? stackSettings();
}

function asText(value: pulumi.Input<string | number | boolean>): pulumi.Input<string> {
  if (typeof value === "string") return value;
  // An output that resolves to undefined is the same as a setting that is not given.
  return pulumi.output(value).apply((found) => (found === undefined || found === null ? "" : String(found)));
}
