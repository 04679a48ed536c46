import type * as pulumi from "@pulumi/pulumi";
import { Publication, RetainedMessage, RetainedMessageSet } from "../../provider";
import { NativeMessage, NativePublication, NativeSet } from "./native";

type Resource = new (name: string, args: never, opts?: pulumi.CustomResourceOptions) => pulumi.CustomResource;

/** How a program has its resources: by the Node.js package, or by the native provider. */
export interface Host {
  name: "dynamic" | "native";
  RetainedMessage: Resource;
  RetainedMessageSet: Resource;
  Publication: Resource;
  /** Declares the classes in a JavaScript program. */
  script: string;
  /** What the command of the provider process says. */
  process: string;
}

const kinds = ["RetainedMessage", "RetainedMessageSet", "Publication"];

const nativeClasses = kinds.map(
  (kind) => `${kind} = class extends require("@pulumi/pulumi").CustomResource {
  constructor(name, args, opts) { super("iot-retained:index:${kind}", name, args, opts); }
}`,
);

export const hosts: Readonly<Record<Host["name"], Host>> = {
  dynamic: {
    name: "dynamic",
    RetainedMessage,
    RetainedMessageSet,
    Publication,
    script: `const { ${kinds.join(", ")} } = require("pulumi-iot-retained");`,
    process: "cmd/dynamic-provider",
  },
  native: {
    name: "native",
    RetainedMessage: NativeMessage,
    RetainedMessageSet: NativeSet,
    Publication: NativePublication,
    script: `const ${nativeClasses.join(", ")};`,
    process: "native/main.js",
  },
};
