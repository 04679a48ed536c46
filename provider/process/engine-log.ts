import { createRequire } from "node:module";
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** How loud a line is: `debug` shows in logs only. */
export type Severity = Lowercase<keyof typeof LogSeverity>;

/** Writes lines to the CLI, on the row of a resource. */
export interface EngineLog {
  /** Resolves when the engine has the line; never fails: a lost line must not fail a deployment. */
  write(severity: Severity, urn: string | undefined, message: string): Promise<void>;
  /** Shows a line as what the resource is about at the moment, until the next such line. */
  status(urn: string, message: string): Promise<void>;
}

/** The log of the engine that started this provider process; its address is the last argument of the process. */
export class GrpcEngineLog implements EngineLog {
  private client: EngineClient | undefined;

  constructor(private readonly address: string) {}

  async write(severity: Severity, urn: string | undefined, message: string): Promise<void> {
    await this.send(severity, urn, message, false);
  }

  async status(urn: string, message: string): Promise<void> {
    await this.send("info", urn, message, true);
  }

  private async send(severity: Severity, urn: string | undefined, message: string, ephemeral: boolean): Promise<void> {
    const { LogRequest, LogSeverity } =
      require("@pulumi/pulumi/proto/engine_pb") as typeof import("@pulumi/pulumi/proto/engine_pb");
    const request = new LogRequest();
    request.setSeverity(LogSeverity[severity.toUpperCase() as keyof typeof LogSeverity]);
    request.setMessage(message);
    request.setEphemeral(ephemeral);
    if (urn !== undefined) request.setUrn(urn);
    this.client ??= connect(this.address);
    const client = this.client;
    await new Promise<void>((resolve) => client.log(request, () => resolve()));
  }
}

function connect(address: string): EngineClient {
  // gRPC takes only credentials of its own copy, which is the one that Pulumi has.
  const grpc = createRequire(require.resolve("@pulumi/pulumi"))("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
  const { EngineClient } =
    require("@pulumi/pulumi/proto/engine_grpc_pb") as typeof import("@pulumi/pulumi/proto/engine_grpc_pb");
  return new EngineClient(address, grpc.credentials.createInsecure());
}
