import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ServiceError } from "../errors";
import { authority, listen } from "../listen";
import type { Fault, LocalCall, LocalEndpointOptions } from "../options";
import type { Registry } from "../registry";
import type { MessageStore } from "../store";
import { type Answer, failed, send } from "./answer";
import { describeEndpoint } from "./describe-endpoint";
import { getRetainedMessage } from "./get-retained-message";
import { listRetainedMessages } from "./list-retained-messages";
import { publish } from "./publish";
import { type Request, readRequest } from "./request";
import { assumeRole, getCallerIdentity } from "./sts";
import { describeThing, listThings, listThingsInThingGroup } from "./things";

export interface HttpOptions extends Pick<LocalEndpointOptions, "onCall" | "fault" | "registry"> {
  host: string;
  port: number;
}

export interface HttpServer {
  port: number;
  close(): Promise<void>;
}

/** Serves the data plane's HTTP API over a store. */
export async function startHttp(store: MessageStore, options: HttpOptions): Promise<HttpServer> {
  const closing = new AbortController();
  const { registry: given = { things: {} } } = options;
  const registry = typeof given === "function" ? given : () => given;
  // User properties and correlation data may have 8 KB each, and travel in headers as base64.
  const server = createServer({ maxHeaderSize: 65_536 }, (incoming, response) => {
    // A client that leaves in the middle of its request, or the end of the server, breaks off only this call.
    answer(incoming, response).catch(() => response.destroy());
  });
  // Longer than SDKs keep idle sockets: a socket closed just as it is used again looks like a fault of the network.
  server.keepAliveTimeout = 65_000;
  const port = await listen(server, options.host, options.port);
  const address = authority(options.host, port);

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const { retain, ...question } = callOf(request);
    const fault = options.fault?.(question);
    if (fault !== undefined && "delay" in fault) await sleep(fault.delay, undefined, { signal: closing.signal });
    const answered = respond(fault, () => act(store, { address, registry }, request));
    // Told before it is sent: a caller that has its answer can count on the call having been seen.
    options.onCall?.({ ...question, ...(retain !== undefined && { retain }), status: answered?.status ?? 0 });
    if (answered === undefined) incoming.socket.resetAndDestroy();
    else send(response, answered);
  }

  return {
    port,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Carries out a call, or the fault in its place; undefined where the connection is to be dropped. */
function respond(fault: Fault | undefined, proper: () => Answer): Answer | undefined {
  if (fault !== undefined && "drop" in fault) {
    if (fault.drop === "after") proper();
    return undefined;
  }
  return (fault && faultAnswer(fault)) ?? proper();
}

function faultAnswer(fault: Fault): Answer | undefined {
  if ("error" in fault) return failed(new ServiceError(fault.error, fault.message));
  if ("status" in fault) return { status: fault.status, headers: fault.headers ?? {}, body: fault.body };
  return undefined;
}

/** What besides messages is served. */
interface Served {
  address: string;
  registry: () => Registry;
}

function act(store: MessageStore, { address, registry }: Served, request: Request): Answer {
  try {
    switch (request.operation) {
      case "Publish":
        return publish(store, request);
      case "GetRetainedMessage":
        return getRetainedMessage(store, request);
      case "ListRetainedMessages":
        return listRetainedMessages(store, request);
      case "DescribeEndpoint":
        return describeEndpoint(address, request);
      case "ListThings":
        return listThings(registry(), request);
      case "ListThingsInThingGroup":
        return listThingsInThingGroup(registry(), request);
      case "DescribeThing":
        return describeThing(registry(), request);
      case "GetCallerIdentity":
        return getCallerIdentity(request);
      case "AssumeRole":
        return assumeRole(request);
      case "Unknown":
        throw new ServiceError("MethodNotAllowedException");
    }
  } catch (error) {
    return failed(error);
  }
}

function callOf(request: Request): Omit<LocalCall, "status"> {
  const { operation, topic, query, accessKeyId, body } = request;
  return {
    operation,
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...(topic !== undefined && { topic }),
    ...(operation === "Publish" && { retain: query.get("retain") === "true" }),
    payloadSize: body.size,
  };
}
