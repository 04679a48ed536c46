import { setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setImmediate } from "node:timers";
import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "../../messages/limits";
import { type Guard, hostOf } from "../doors/guard";
import { ServiceError } from "../errors";
import type { Fault, FaultQuestion, LocalCall, LocalEndpointOptions } from "../options";
import { type Answer, failed, send } from "./answer";
import { announcedSize } from "./body";
import { type Account, act, type Circumstances, failedAs } from "./calls";
import { type Request, readRequest } from "./request";

export interface HttpOptions extends Account {
  guard: Guard;
  /** Answers a request if it is one for the console; otherwise it returns false and leaves the request alone. */
  answerConsole: (incoming: IncomingMessage, response: ServerResponse) => boolean;
  /** The address that DescribeEndpoint tells to a client of this socket, which calls the endpoint by `host`. */
  addressFor: (socket: Socket, host: string | undefined) => string;
  fault?: LocalEndpointOptions["fault"] | undefined;
  onCall?: LocalEndpointOptions["onCall"] | undefined;
}

export interface HttpApi {
  /** It does not listen yet. */
  server: Server;
  /** Ends all connections. */
  end(): void;
}

/** How many milliseconds a request may take to arrive. */
const REQUEST_MS = 30_000;

/** Serves the HTTP API of the data plane. */
export function httpApi(options: HttpOptions): HttpApi {
  const closing = new AbortController();
  // Each call that is delayed listens to it.
  setMaxListeners(0, closing.signal);
  /** The last call of each socket: calls that a client sends ahead are carried out in their order. */
  const lastCalls = new WeakMap<Socket, Promise<void>>();
  // User properties and correlation data may have 8 KB each, and come as base64 in headers.
  const server = createServer({ maxHeaderSize: 65_536 }, (incoming, response) => {
    const refusal = options.guard.refusalOf(incoming);
    if (refusal !== undefined) {
      send(incoming, response, failed(new ServiceError("ForbiddenException", refusal)));
      return;
    }
    if (options.answerConsole(incoming, response)) return;
    const before = lastCalls.get(incoming.socket);
    const call = before === undefined ? answer(incoming, response) : before.then(() => answer(incoming, response));
    // If a client disconnects during its request, or the server closes, only this call is aborted.
    lastCalls.set(
      incoming.socket,
      call.catch(() => void response.destroy()),
    );
  });
  // Longer than SDKs keep idle sockets: closing a socket just as it is used again would look like a network failure.
  server.keepAliveTimeout = 65_000;
  server.requestTimeout = REQUEST_MS;
  // A client that asks before it sends its body need not send one that is too large.
  server.on("checkContinue", (incoming: IncomingMessage, response: ServerResponse) => {
    if (announcedSize(incoming) <= limits.payloadBytes) response.writeContinue();
    server.emit("request", incoming, response);
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const question = questionOf(request);
    const fault = options.fault?.(question);
    if (fault !== undefined && "delay" in fault) await sleep(fault.delay, undefined, { signal: closing.signal });
    const answered = respond(request, fault, (lag) => proper(request, incoming, lag));
    // Called before the answer is sent, so that a caller with an answer can rely on the call having been reported.
    options.onCall?.({ ...callOf(request, question), status: answered?.status ?? 0 });
    // The answers of one turn of the event loop go out together. A client that is woken by each one costs more than the call.
    await new Promise((resolve) => setImmediate(resolve));
    if (answered === undefined) incoming.socket.resetAndDestroy();
    else send(incoming, response, answered);
  }

  function proper(request: Request, incoming: IncomingMessage, lag: number): Answer {
    if (!options.guard.admits(request.accessKeyId)) {
      const refusal = "The access key id is not the token of this endpoint.";
      return failedAs(request, new ServiceError("ForbiddenException", refusal));
    }
    const circumstances: Circumstances = { address: options.addressFor(incoming.socket, hostOf(incoming)), lag };
    return act(options, request, circumstances);
  }

  return {
    server,
    end: () => {
      closing.abort();
      server.closeAllConnections();
    },
  };
}

/** The answer to a call, or to a fault in its place; undefined if the connection is to be dropped. */
function respond(request: Request, fault: Fault | undefined, proper: (lag: number) => Answer): Answer | undefined {
  if (fault === undefined || "delay" in fault) return proper(0);
  if ("stale" in fault) return proper(fault.stale);
  if ("error" in fault) return failedAs(request, new ServiceError(fault.error, fault.message));
  if ("status" in fault) return { status: fault.status, headers: fault.headers ?? {}, body: fault.body };
  if (fault.drop === "after") proper(0);
  return undefined;
}

function questionOf({ operation, topic, accessKeyId, body }: Request): FaultQuestion {
  return {
    operation,
    protocol: "http",
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...(topic !== undefined && { topic }),
    payloadSize: body.size,
  };
}

function callOf({ operation, query }: Request, { protocol: _, ...question }: FaultQuestion): Omit<LocalCall, "status"> {
  return { ...question, ...(operation === "Publish" && { retain: query.get("retain") === "true" }) };
}
