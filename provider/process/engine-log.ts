import type { Client } from "@grpc/grpc-js";
import { channelOptions, grpc } from "../wire/grpc";
import { encode, flag, int, type MessageType, text, type Values } from "../wire/message";

const severities = { debug: 0, info: 1, warning: 2, error: 3 } as const;

/** How loud a line is: `debug` shows in logs only. */
export type Severity = keyof typeof severities;

/** Writes lines to the CLI, on the row of a resource. */
export interface EngineLog {
  /** Resolves when the engine has the line; never fails: a lost line must not fail a deployment. */
  write(severity: Severity, urn: string | undefined, message: string): Promise<void>;
  /** Shows a line as what the resource is about at the moment, until the next such line. */
  status(urn: string, message: string): Promise<void>;
}

/** `pulumirpc.LogRequest`. */
export const logRequest = {
  severity: int(1),
  message: text(2),
  urn: text(3),
  ephemeral: flag(5),
} satisfies MessageType;

const METHOD = "/pulumirpc.Engine/Log";

/** Milliseconds after which a line is lost: a publish may wait for it. */
const PATIENCE = 10_000;

/** The log of the engine that started this provider process. */
export class GrpcEngineLog implements EngineLog {
  private client: Client | undefined;

  /** @param address `host:port` of the engine */
  constructor(private readonly address: string) {}

  async write(severity: Severity, urn: string | undefined, message: string): Promise<void> {
    await this.send({ severity: severities[severity], urn, message });
  }

  async status(urn: string, message: string): Promise<void> {
    await this.send({ severity: severities.info, urn, message, ephemeral: true });
  }

  private async send(line: Values<typeof logRequest>): Promise<void> {
    const { Client, credentials } = grpc();
    this.client ??= new Client(this.address, credentials.createInsecure(), channelOptions);
    const client = this.client;
    await new Promise<void>((resolve) =>
      client.makeUnaryRequest(
        METHOD,
        (request: Values<typeof logRequest>) => encode(logRequest, request),
        () => undefined,
        line,
        { deadline: Date.now() + PATIENCE },
        () => resolve(),
      ),
    );
  }
}
