/** Where in the type space of Pulumi the dynamic resources of this package stand. */
export function typeOf(kind: string): string {
  return `pulumi-nodejs:dynamic/iot-retained:${kind}`;
}

/** The token of a resource, a component, a type or a function of the native provider. */
export function nativeToken(name: string): string {
  return `iot-retained:index:${name}`;
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
    // pnpm keeps packages that are dependencies of dependencies in a store at the root of the workspace.
    'for(;!m;d=g(d))try{m=f(d+"/node_modules/.pnpm/node_modules/_")(n)}catch(x){if(d==g(d))' +
    // Node lists module paths in the message, and the process prints the stack as well. Neither says what to do.
    '{if(e.code){e.stack=e.message=e.message.split("\\n",1)+": install the project\'s packages (npm install)";' +
    'e.toString=()=>"iot-retained"}throw e}}' +
    `exports.handler=()=>m.handler("${kind}");`
  );
}
