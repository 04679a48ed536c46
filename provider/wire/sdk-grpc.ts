import { createRequire } from "node:module";

/** gRPC takes only credentials of its own copy. The one of Pulumi's SDK is there in any case; `npm run plugin` bundles one. */
export function grpc(): typeof import("@grpc/grpc-js") {
  return createRequire(require.resolve("@pulumi/pulumi"))("@grpc/grpc-js");
}
