import { setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ServiceError } from "../errors";
import { authority, listen } from "../listen";
import type { Fault, LocalCall, LocalEndpointOptions } from "../options";
import type { Registry } from "../registry";
import type { MessageStore } from "../store/messages";
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

/** Serves the HTTP API of the data plane over a store. */
export async function startHttp(store: MessageStore, options: HttpOptions): Promise<HttpServer> {
  const closing = new AbortController();
  // Each call that is delayed listens to it.
  setMaxListeners(0, closing.signal);
  const { registry: given = { things: {} } } = options;
  const registry = typeof given === "function" ? given : () => given;
  // User properties and correlation data may have 8 KB each, and come as base64 in headers.
  const server = createServer({ maxHeaderSize: 65_536 }, (incoming, response) => {
    // If a client disconnects during its request, or the server closes, only this call is aborted.
    answer(incoming, response).catch(() => response.destroy());
  });
  // Longer than SDKs keep idle sockets: closing a socket just as it is used again would look like a network failure.
  server.keepAliveTimeout = 65_000;
  const port = await listen(server, options.host, options.port);
  const address = authority(options.host, port);

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const { retain, ...question } = callOf(request);
    const fault = options.fault?.(question);
    if (fault !== undefined && "delay" in fault) await sleep(fault.delay, undefined, { signal: closing.signal });
    const answered = respond(fault, () => act(store, { address, registry }, request));
    // Called before the answer is sent, so that a caller with an answer can rely on the call having been reported.
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

/** The answer to a call, or to a fault in its place; undefined if the connection is to be dropped. */
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

/** The data beside the messages from which calls are answered. */
interface OtherData {
  address: string;
  registry: () => Registry;
}

function act(store: MessageStore, { address, registry }: OtherData, request: Request): Answer {
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
