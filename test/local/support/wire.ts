import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { IoTDataPlaneClient } from "@aws-sdk/client-iot-data-plane";
import { AwsDataPlane } from "../../../provider/dataplane/aws-data-plane";
import type { AwsAccess } from "../../../provider/dataplane/credentials";

export const region = "eu-west-1";
export const keys = { accessKeyId: "AKIA", secretAccessKey: "secret", sessionToken: "token" };

/** A request as it came over the wire, with its headers in their order. */
interface Sent {
  method: string | undefined;
  url: string | undefined;
  headers: string[];
  body: string;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string;
  /** Whether the connection ends before the body does. */
  isCut?: boolean;
}

/** The answer to a publish that has gone well. */
export const good: Answer = {
  status: 200,
  headers: { "x-amzn-RequestId": "1" },
  body: '{"message":"OK","traceId":"1"}',
};

/** A plain server in place of AWS, new for each test of the file. */
class Wire {
  readonly sent: Sent[] = [];
  /** The answers to come; without one, a publish goes well. */
  readonly answers: Answer[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer(async (request, response) => {
      const body = (await buffer(request)).toString("latin1");
      this.sent.push({ method: request.method, url: request.url, headers: request.rawHeaders, body });
      const { status, headers, body: text, isCut } = this.answers.shift() ?? good;
      // The SDK corrects its clock by the date of an answer.
      response.sendDate = false;
      response.writeHead(status, headers);
      if (isCut) response.write(text, () => response.destroy());
      else response.end(text);
    });
  }

  static async open(): Promise<Wire> {
    const wire = new Wire();
    wire.server.listen(0, "127.0.0.1");
    await once(wire.server, "listening");
    return wire;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A header of each request, by its name in lower case. */
  header(name: string): (string | undefined)[] {
    return this.sent.map(({ headers }) => {
      const at = headers.indexOf(name);
      return at < 0 ? undefined : headers[at + 1];
    });
  }

  dataPlane(access: AwsAccess = { keys }): AwsDataPlane {
    const speed = { publishRate: 1_000, readRate: 1_000, concurrency: 1 };
    return new AwsDataPlane({ region, dataEndpoint: this.endpoint }, access, speed);
  }

  /** The client of the SDK, without anything of this package. */
  sdkAlone(): IoTDataPlaneClient {
    return new IoTDataPlaneClient({ endpoint: this.endpoint, region, credentials: keys, maxAttempts: 1 });
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Gives each test of a file a server, and a folder for the shared AWS files. */
export function useWire(): { readonly wire: Wire; readonly folder: string } {
  const environment = { ...process.env };
  let wire: Wire;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "wire-"));
    Object.assign(process.env, {
      // With an STS, an endpoint on this machine gets real credentials.
      AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1",
      AWS_CONFIG_FILE: join(folder, "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
    });
    wire = await Wire.open();
  });

  afterEach(() => {
    process.env = { ...environment };
    jest.restoreAllMocks();
    wire.close();
    rmSync(folder, { recursive: true });
  });

  return {
    get wire() {
      return wire;
    },
    get folder() {
      return folder;
    },
  };
}

/** Publishes a message of which only the topic matters. */
export function publish(plane: AwsDataPlane, topic: string): Promise<void> {
  return plane.publish({ topic, payload: Buffer.from("on"), qos: 1, userProperties: [] });
}
