import * as pulumi from "@pulumi/pulumi";

// The resources of the native provider, as an SDK that Pulumi has made from the schema declares them.

type Args = Record<string, unknown>;

class NativeResource extends pulumi.CustomResource {
  constructor(kind: string, outputs: readonly string[], name: string, args: Args, opts: pulumi.CustomResourceOptions) {
    const none = Object.fromEntries(outputs.map((output) => [output, undefined]));
    const alias = { type: `pulumi-nodejs:dynamic/iot-retained:${kind}` };
    const aliases = [alias, ...((opts.aliases as pulumi.Alias[] | undefined) ?? [])];
    super(`iot-retained:index:${kind}`, name, { ...none, ...args }, { ...opts, aliases });
  }
}

export class NativeMessage extends NativeResource {
  declare readonly payload: pulumi.Output<string | undefined>;
  declare readonly payloadSize: pulumi.Output<number>;
  declare readonly payloadSha256: pulumi.Output<string>;
  declare readonly lastModifiedTime: pulumi.Output<number>;

  constructor(name: string, args: Args, opts: pulumi.CustomResourceOptions = {}) {
    const outputs = [
      "payload",
      "payloadSize",
      "payloadSha256",
      "lastModifiedTime",
      "region",
      "dataEndpoint",
      "accountId",
    ];
    super("RetainedMessage", outputs, name, args, opts);
  }
}

export class NativeSet extends NativeResource {
  declare readonly count: pulumi.Output<number>;
  declare readonly revision: pulumi.Output<number>;

  constructor(name: string, args: Args, opts: pulumi.CustomResourceOptions = {}) {
    super("RetainedMessageSet", ["count", "payloadBytes", "revision", "region", "dataEndpoint"], name, args, opts);
  }
}

export class NativePublication extends NativeResource {
  constructor(name: string, args: Args, opts: pulumi.CustomResourceOptions = {}) {
    super("Publication", ["payloadSize", "payloadSha256", "region", "dataEndpoint"], name, args, opts);
  }
}

export class NativeProvider extends pulumi.ProviderResource {
  constructor(name: string, args: Args, opts: pulumi.ResourceOptions = {}) {
    super("iot-retained", name, args, opts);
  }
}

/** Calls a function of the native provider. */
export async function nativeInvoke(name: string, args: pulumi.Inputs, opts: pulumi.InvokeOptions = {}): Promise<Args> {
  return (await pulumi.runtime.invoke(`iot-retained:index:${name}`, args, opts)) as Args;
}
