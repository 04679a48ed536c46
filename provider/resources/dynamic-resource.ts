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
    'const f=require("module").createRequire,d=process.cwd(),n="pulumi-iot-retained/dynamic-provider";' +
    'let m;try{m=f(d+"/package.json")(n)}catch(e){if(e.code!=="MODULE_NOT_FOUND")throw e;' +
    'm=f(d+"/node_modules/.pnpm/node_modules/_")(n)}' +
    `exports.handler=()=>m.handler("${kind}");`
  );
}

/** What every dynamic resource of this package sends beside its arguments. */
export function hiddenInputs(kind: string, name: string, opts: pulumi.CustomResourceOptions) {
  return {
    __provider: providerText(kind),
    __urn: pulumi.createUrn(name, typeOf(kind), opts.parent),
    __owner: owner(),
  };
}

/** Who owns the messages of this stack, in their markers. */
function owner(): string {
  const configured = new pulumi.Config("iot-retained").get("owner");
  return configured ?? `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
}
