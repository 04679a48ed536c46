/** Takes the place of `provider/wire/sdk-grpc.ts` in the bundle, which has a copy of gRPC of its own. */
export function grpc(): typeof import("@grpc/grpc-js") {
  return require("@grpc/grpc-js");
}
