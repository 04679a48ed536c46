import { join } from "node:path";
import { bareProvider } from "../peers/bare-resource";

/** How a program has its set: by either host of this package, or as a bare resource whose provider does nothing. */
export type HostName = "dynamic" | "native" | "bare";

/** Where a project finds the native provider, which has been built. */
export const plugins = { providers: [{ name: "iot-retained", path: join(__dirname, "../../dist/native") }] };

/** A class, declared by JavaScript, whose instances are the sets of a program. */
const classes: Readonly<Record<HostName, string>> = {
  dynamic: 'require("pulumi-iot-retained").RetainedMessageSet',
  native: resource('"iot-retained:index:RetainedMessageSet", name, args'),
  bare: resource(
    `"pulumi-nodejs:dynamic/bench:Bare", name, { ...args, __provider: ${JSON.stringify(bareProvider(true))} }`,
  ),
};

function resource(args: string): string {
  return `class extends require("@pulumi/pulumi").CustomResource { constructor(name, args) { super(${args}); } }`;
}

/** A JavaScript program with one set, whose messages lie in a file beside it. */
export function programOf(host: HostName, file: string): string {
  return `const Set = ${classes[host]};\nnew Set("defaults", { messages: require("./${file}") });\n`;
}
