import * as pulumi from "@pulumi/pulumi";
import { type SettingName, settingKey, settingNames } from "../settings/setting-names";
import { noSuch } from "../text/no-such";
import { type SettingsBag, stackSettings } from "./settings";

/** Where a Provider keeps its settings: the same for all copies of this package in a program. */
const SETTINGS = Symbol.for("pulumi-iot-retained.settings");

/** The arguments of a {@link Provider}; what is left out is as in the stack's configuration. */
export interface ProviderArgs {
  /** AWS Region. @example "eu-west-1" */
  region?: pulumi.Input<string>;
  /** URL of the data endpoint. @default what DescribeEndpoint says */
  endpoint?: pulumi.Input<string>;
  /** Named profile of the shared AWS files. Wins over keys in the stack's configuration. */
  profile?: pulumi.Input<string>;
  /** ARN of an IAM role to assume, with the credentials that are otherwise used. */
  roleArn?: pulumi.Input<string>;
  /** Publishes a second, over all resources of this provider. @default 100, 25 in Regions with small quotas */
  publishRate?: pulumi.Input<number>;
  /** Reads a second, over all resources of this provider. @default 250, 25 in Regions with small quotas */
  readRate?: pulumi.Input<number>;
  /** Calls in flight. @default 32 */
  concurrency?: pulumi.Input<number>;
  /** Whether messages say whose they are. @default true */
  marker?: pulumi.Input<boolean>;
  /** Who owns the messages, in their markers. Unique in an account. @default `<organization>/<project>/<stack>` */
  owner?: pulumi.Input<string>;
}

/**
 * An explicit provider: another Region, account or pace for some of a stack's messages. Give it with the option
 * `provider`, or with `providers` on a component.
 *
 * Keys, account lists and everything else come from the stack's configuration. It runs as a process of its own.
 *
 * @example
 * const us = new Provider("us", { region: "us-east-1" });
 * new RetainedMessage("defaults-us", { topic: "fleet/defaults", payload: "on" }, { provider: us });
 */
export class Provider extends pulumi.ProviderResource {
  /**
   * @param name name of the provider in the stack
   * @param args what differs from the stack's configuration
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
  // An output may turn out to be undefined, which is the same as not given.
  return pulumi.output(value).apply((found) => (found === undefined || found === null ? "" : String(found)));
}
