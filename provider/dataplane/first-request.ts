import { isDeepStrictEqual } from "node:util";
import type { IoTDataPlaneClient, Publish$ } from "@aws-sdk/client-iot-data-plane";
import type { FinalizeHandler, HandlerExecutionContext, HttpRequest, MetadataBearer } from "@aws-sdk/types";

/** The SDK draws the value of this header for each request. */
const INVOCATION_ID = "amz-sdk-invocation-id";

/** Headers that tell of the client. All but the id of the invocation have the same value in each request. */
const headersOfClient = ["x-amz-user-agent", "user-agent", "host", INVOCATION_ID, "amz-sdk-request"];

/** What serializes an input. It is narrower than the SDK's two types for it, of which neither fits the other. */
interface Protocol {
  serializeRequest(operation: object, input: object, context: object): Promise<HttpRequest>;
}

type Config = IoTDataPlaneClient["config"];
type Handler = FinalizeHandler<object, MetadataBearer>;
type Arguments = Parameters<Handler>[0];

/** What the first request of an operation leaves for the later ones. */
interface Lesson {
  /** Makes a request that is not signed yet. */
  prepare(input: object, invocationId: string): Promise<HttpRequest>;
  /** Signs a request, sends it, and reads the answer. */
  send: Handler;
}

/**
 * Lets a client prepare only the first request of each operation in full, since that takes half of the CPU. A later one
 * gets the headers of the client from the first. The SDK serializes its input, signs it, sends it and reads its answer.
 *
 * This is only done for an operation whose first request would have come out the same, so that another version of the
 * SDK makes no other requests. The client needs `cacheMiddleware`: all requests of an operation then have one context.
 */
export function learnFromFirstRequest({ config, middlewareStack }: IoTDataPlaneClient): void {
  const lessons = new WeakMap<HandlerExecutionContext, Lesson | undefined>();

  middlewareStack.add(
    (next, context) => async (args) => {
      const lesson = lessons.get(context);
      if (lesson === undefined) return await next(args);
      return await lesson.send({ ...args, request: await lesson.prepare(args.input, crypto.randomUUID()) });
    },
    { step: "initialize", priority: "high", name: "applyLesson" },
  );

  middlewareStack.addRelativeTo(
    (send: Handler, context: HandlerExecutionContext) => async (args: Arguments) => {
      // Without a lesson, the SDK goes on to prepare all requests.
      if (!lessons.has(context))
        lessons.set(context, await lessonOf(args, config, context, send).catch(() => undefined));
      return await send(args);
    },
    { relation: "before", toMiddleware: "httpSigningMiddleware", name: "learnLesson" },
  );
}

/** @throws Error of any kind if the SDK is not as it is expected here */
async function lessonOf(
  { input, request }: Arguments,
  config: Config,
  context: HandlerExecutionContext,
  send: Handler,
): Promise<Lesson | undefined> {
  const first = request as HttpRequest;
  const prepare = await preparationLike(first, config, context);
  const again = await prepare(input, first.headers[INVOCATION_ID] ?? "");
  return isDeepStrictEqual(again, first) ? { prepare, send } : undefined;
}

async function preparationLike(
  first: HttpRequest,
  config: Config,
  context: HandlerExecutionContext,
): Promise<Lesson["prepare"]> {
  const protocol = config.protocol as Protocol;
  const schema = context["__smithy_context"]?.["operationSchema"] as typeof Publish$;
  const [, namespace, name, traits, inputSchema, output] = schema;
  const operation = { namespace, name, traits, input: inputSchema, output };
  const endpoint = await config.endpoint?.();
  const serde = { ...config, ...context, endpoint: async () => endpoint };
  const ofClient = Object.fromEntries(headersOfClient.map((header) => [header, first.headers[header] ?? ""]));
  return async (input, invocationId) => {
    const request = await protocol.serializeRequest(operation, input, serde);
    const { headers, body } = request;
    if (body) headers["content-length"] = String(config.bodyLengthChecker(body));
    Object.assign(headers, ofClient, { [INVOCATION_ID]: invocationId });
    return request;
  };
}
