import * as pulumi from "@pulumi/pulumi";
import { settingNames } from "../settings/setting-names";
import { noSuch } from "../text/no-such";
import type { ProviderArgs } from "./provider-args";
import { settingsWith } from "./provider-settings";
import type { SettingsBag } from "./settings";
import { stackSettings } from "./settings";

/** Where a Provider keeps its settings. All copies of this package in a program find them there. */
const SETTINGS = Symbol.for("pulumi-iot-retained.settings");

/**
 * An explicit provider: another Region, account or pace for some of a stack's messages. Give it with the option
 * `provider`, or with `providers` on a component.
 *
 * What it is not given comes from the stack's configuration. The provider runs as a process of its own.
 *
 * @example
 * ```ts
 * import { Provider, RetainedMessage } from "pulumi-iot-retained";
 *
 * const us = new Provider("us", { region: "us-east-1" });
 * new RetainedMessage("defaults-us", { topic: "acme/pumps/defaults", payload: "on" }, { provider: us });
 * ```
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
    const settings = settingsWith(args, stackSettings());
    super("pulumi-nodejs", name, settings, opts);
    Object.defineProperty(this, SETTINGS, { value: settings });
  }
}

/** The settings in effect for a resource with these options. */
export function settingsFor(type: string, opts: pulumi.CustomResourceOptions): SettingsBag {
  const provider = opts.provider ?? opts.parent?.getProvider(type);
  return (provider as { [SETTINGS]?: SettingsBag } | undefined)?.[SETTINGS] ?? stackSettings();
}
