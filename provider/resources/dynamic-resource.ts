import * as pulumi from "@pulumi/pulumi";

/** Where in the type space of Pulumi the dynamic resources of this package stand. */
export function typeOf(kind: string): string {
  return `pulumi-nodejs:dynamic/iot-retained:${kind}`;
}

/**
 * The text that the engine hands to the dynamic-provider process for a kind of resource. It names this package, so
 * that refresh and destroy run the installed code, and no closure is ever serialised. Every text ever shipped stays
 * in the state of somebody's stack and must keep working.
 */
export function providerText(kind: string): string {
  return (
    'const f=require("module").createRequire,g=require("path").dirname,n="pulumi-iot-retained/dynamic-provider";' +
    'let d=process.cwd(),m,e;try{m=f(d+"/_")(n)}catch(x){e=x}' +
    // pnpm keeps what is installed only transitively in a store at the root of the workspace.
    'for(;!m;d=g(d))try{m=f(d+"/node_modules/.pnpm/node_modules/_")(n)}catch(x){if(d==g(d))throw e}' +
    `exports.handler=()=>m.handler("${kind}");`
  );
}

/** What every dynamic resource of this package sends beside its arguments. */
export function hiddenInputs(kind: string, name: string, args: object, opts: pulumi.CustomResourceOptions) {
  if (opts.import !== undefined) {
    // The engine reads an import without `__provider`, and so without this package.
    throw new pulumi.RunError(
      `${name}: the option \`import\` does not work for a ${kind}; use \`pulumi import --file\``,
    );
  }
  return {
    __provider: providerText(kind),
    __urn: urnOf(kind, name, opts.parent),
    __owner: owner(),
    __secrets: secretNames(args),
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

/** Names of the arguments that are secret, wholly or in part. */
async function secretNames(args: object): Promise<string[] | undefined> {
  const entries = Object.entries(args).map(async ([name, value]) =>
    (await pulumi.isSecret(pulumi.output(value))) ? [name] : [],
  );
  const names = (await Promise.all(entries)).flat();
  // A payload in either form may come back in the other one.
  if (names.includes("payload") || names.includes("payloadBase64")) names.push("payload", "payloadBase64");
  return names.length === 0 ? undefined : [...new Set(names)].sort();
}

/** Who owns the messages of this stack, in their markers. */
function owner(): string {
  const configured = new pulumi.Config("iot-retained").get("owner");
  return configured || `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
}
