import type {
  Metadata,
  ServerUnaryCall,
  ServiceDefinition,
  sendUnaryData,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { isForUsers } from "../dataplane/errors";
import { PartialFailure } from "../process/partial-failure";
import { channelOptions, grpc } from "../wire/grpc";
import { decode, encode, type MessageType, type Values } from "../wire/message";
import { INIT_FAILED_URL, type MethodName, methods, status } from "./protocol";
import type { Methods } from "./provider";

type Message = Values<MessageType>;

/** `google.rpc.Code` of an error that has no code of its own. */
const UNKNOWN = 2;

/**
 * Serves the methods on a free port of this machine.
 *
 * @returns the port
 */
export async function serve(provider: Methods): Promise<number> {
  const { Server, ServerCredentials } = grpc();
  const server = new Server(channelOptions);
  const names = Object.keys(methods) as MethodName[];
  const definition = Object.fromEntries(names.map((name) => [name, definitionOf(name)])) as ServiceDefinition;
  const implementation = Object.fromEntries(names.map((name) => [name, answering(provider[name] as Handler)]));
  server.addService(definition, implementation as UntypedServiceImplementation);
  return await new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
}

function definitionOf(name: MethodName) {
  const { request, response }: { request: MessageType; response: MessageType } = methods[name];
  return {
    path: `/pulumirpc.ResourceProvider/${name}`,
    requestStream: false,
    responseStream: false,
    originalName: name,
    requestDeserialize: (bytes: Buffer) => decode(request, bytes),
    requestSerialize: (values: Message) => encode(request, values),
    responseDeserialize: (bytes: Buffer) => decode(response, bytes),
    responseSerialize: (values: Message) => encode(response, values),
  };
}

type Handler = (request: Message) => Message | Promise<Message>;

function answering(handle: Handler) {
  return async ({ request }: ServerUnaryCall<Message, Message>, callback: sendUnaryData<Message>): Promise<void> => {
    try {
      callback(null, await handle(request));
    } catch (error) {
      callback(asServiceError(error));
    }
  };
}

/** An error as gRPC carries it: only its message, or with the state of what was done before it failed. */
function asServiceError(error: unknown): { code: number; details: string; metadata?: Metadata } {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  // The stack of a fault of this code helps to mend it; one of the user's is told in words.
  const details = isForUsers(error) ? message : (stack ?? message);
  if (!(error instanceof PartialFailure)) return { code: UNKNOWN, details };
  const metadata = new (grpc().Metadata)();
  const { id, properties, reasons } = error;
  const failed = { typeUrl: INIT_FAILED_URL, value: { id, properties: { ...properties }, reasons } };
  metadata.set("grpc-status-details-bin", encode(status, { code: UNKNOWN, message: details, details: [failed] }));
  return { code: UNKNOWN, details, metadata };
}
