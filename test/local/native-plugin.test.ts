import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Server, ServiceError } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Fault } from "../../provider/local";
import { type LocalEndpoint, startLocalEndpoint } from "../../provider/local";
import { grpc } from "../../provider/wire/grpc";
import { text, topics } from "../support/look";

// The plugin as the engine starts it, asked by a plain gRPC client.

const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const URN = "urn:pulumi:prod::pumps::iot-retained:index:RetainedMessage::message";

let local: LocalEndpoint;
let fault: Fault | undefined;
let engine: Server;
const lines: string[] = [];
let address: string;
let plugin: ChildProcess;
let client: ResourceProviderClient;

beforeAll(async () => {
  local = await startLocalEndpoint({ fault: ({ operation }) => (operation === "Publish" ? fault : undefined) });
  engine = new (grpc().Server)();
  engine.addService(EngineService, {
    log: ({ request }: { request: LogRequest }, callback: (error: null, answer: Empty) => void) => {
      lines.push(request.getMessage());
      callback(null, new Empty());
    },
  } as never);
  address = await new Promise((resolve) =>
    engine.bindAsync("127.0.0.1:0", grpc().ServerCredentials.createInsecure(), (_error, port) =>
      resolve(`127.0.0.1:${port}`),
    ),
  );
  await start();
});

/** Starts the plugin, as the engine does for each command. */
async function start(): Promise<void> {
  plugin = spawn(join(__dirname, "../../dist/native/pulumi-resource-iot-retained"), [address]);
  const port = await new Promise<string>((resolve) =>
    plugin.stdout?.once("data", (data) => resolve(String(data).trim())),
  );
  expect(port).toMatch(/^\d+$/);
  client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc().credentials.createInsecure());
  lines.length = 0;
}

/** Ends it. */
function stop(): void {
  client.close();
  plugin.kill();
}

afterAll(async () => {
  stop();
  engine.forceShutdown();
  await local.close();
});

beforeEach(() => {
  fault = undefined;
});

/** Asks one call. The types of the client say that each has a callback of its own. */
async function ask<R>(name: keyof ResourceProviderClient, request: unknown): Promise<R> {
  const call = (client[name] as (...args: unknown[]) => void).bind(client);
  return await new Promise((resolve, reject) => {
    call(
      request,
      new (grpc().Metadata)(),
      { deadline: Date.now() + 30_000 },
      (error: ServiceError | null, answer: R) => (error === null ? resolve(answer) : reject(error)),
    );
  });
}

/** A request with these values. */
function request<T extends object>(message: T, values: Record<string, unknown>): T {
  for (const [name, value] of Object.entries(values)) {
    const set = (message as Record<string, (value: unknown) => void>)[`set${name}`];
    set?.call(
      message,
      typeof value === "object" ? Struct.fromJavaScript(value as Record<string, JavaScriptValue>) : value,
    );
  }
  return message;
}

const settings = () => ({ endpoint: local.endpoint, region: "eu-west-1", owner: "acme/{project}/{stack}" });

const configure = () =>
  ask<provider.ConfigureResponse>("configure", request(new provider.ConfigureRequest(), { Args: settings() }));

test("tells who it is, and what it can do", async () => {
  const handshake = await ask<provider.ProviderHandshakeResponse>("handshake", new provider.ProviderHandshakeRequest());
  expect(handshake.getAcceptSecrets()).toBe(true);
  const info = await ask<{ getVersion(): string }>("getPluginInfo", new Empty());
  expect(info.getVersion()).toBe(require("../../package.json").version);
  const schema = await ask<provider.GetSchemaResponse>("getSchema", new provider.GetSchemaRequest());
  expect(JSON.parse(schema.getSchema())).toMatchObject({ name: "iot-retained", version: info.getVersion() });
});

test("settings are checked, and then taken", async () => {
  const news = settings();
  const wrong = await ask<provider.CheckResponse>(
    "checkConfig",
    request(new provider.CheckRequest(), { News: { ...news, regoin: "x" } }),
  );
  expect(wrong.getFailuresList().map((each) => [each.getProperty(), each.getReason()])).toEqual([
    ["", "`regoin`: there is no such setting; the nearest is `region`"],
  ]);
  const same = await ask<provider.DiffResponse>(
    "diffConfig",
    request(new provider.DiffRequest(), { OldInputs: news, News: news }),
  );
  expect(same.getChanges()).toBe(provider.DiffResponse.DiffChanges.DIFF_NONE);
  const other = { ...news, publishRate: "50" };
  const changed = await ask<provider.DiffResponse>(
    "diffConfig",
    request(new provider.DiffRequest(), { OldInputs: news, News: other }),
  );
  expect(changed.getChanges()).toBe(provider.DiffResponse.DiffChanges.DIFF_SOME);
  expect(changed.getReplacesList()).toEqual([]);
  expect((await configure()).getSupportspreview()).toBe(true);
});

test("a message through its life, with a secret payload and an unknown topic", async () => {
  const payload = { [SIGNATURE]: SECRET, value: { password: "hunter2" } };
  const checked = async (news: Record<string, unknown>) => {
    const answer = await ask<provider.CheckResponse>(
      "check",
      request(new provider.CheckRequest(), { Urn: URN, News: news }),
    );
    expect(answer.getFailuresList()).toEqual([]);
    return answer.getInputs()?.toJavaScript() as Record<string, JavaScriptValue>;
  };
  const unknown = await checked({ topic: UNKNOWN, payload });
  expect(unknown).toMatchObject({ topic: UNKNOWN, qos: 1, marker: true });

  const inputs = await checked({ topic: "site/a", payload });
  // What a host is told with each call is no input.
  expect(Object.keys(inputs)).toEqual(["endpoint", "marker", "payload", "qos", "region", "topic"]);
  expect(inputs["payload"]).toEqual({ [SIGNATURE]: SECRET, value: '{"password":"hunter2"}' });
  const preview = await ask<provider.CreateResponse>(
    "create",
    request(new provider.CreateRequest(), { Urn: URN, Properties: inputs, Preview: true }),
  );
  expect(preview.getProperties()?.toJavaScript()).toMatchObject({ topic: "site/a", lastModifiedTime: UNKNOWN });
  expect(await topics(local.endpoint)).toEqual([]);

  const created = await ask<provider.CreateResponse>(
    "create",
    request(new provider.CreateRequest(), { Urn: URN, Properties: inputs }),
  );
  expect(created.getId()).toBe("site/a");
  expect(await text(local.endpoint, "site/a")).toBe('{"password":"hunter2"}');
  expect(lines).toEqual([`publishing in eu-west-1 at ${local.endpoint}`]);
  const state = created.getProperties()?.toJavaScript() as Record<string, JavaScriptValue>;
  expect(state["payload"]).toEqual(inputs["payload"]);
  expect(state["__owner"]).toBe("acme/pumps/prod");

  const diff = (news: object) =>
    ask<provider.DiffResponse>(
      "diff",
      request(new provider.DiffRequest(), { Urn: URN, Id: "site/a", Olds: state, OldInputs: inputs, News: news }),
    );
  expect((await diff(inputs)).getChanges()).toBe(provider.DiffResponse.DiffChanges.DIFF_NONE);
  const moved = await diff({ ...inputs, topic: "site/b", qos: 0 });
  expect(moved.getReplacesList()).toEqual(["topic"]);
  const details = Object.fromEntries(
    ["topic", "qos", "payload"].map((name) => [name, moved.getDetaileddiffMap().get(name)?.getKind()]),
  );
  expect(details).toEqual({ topic: provider.PropertyDiff.Kind.UPDATE_REPLACE, qos: provider.PropertyDiff.Kind.UPDATE });

  const read = await ask<provider.ReadResponse>(
    "read",
    request(new provider.ReadRequest(), { Urn: URN, Id: "site/a", Properties: state, Inputs: inputs }),
  );
  expect(read.getInputs()?.toJavaScript()).toEqual(inputs);
  // A process that has checked the resource clears none of its topics.
  stop();
  await start();
  await configure();
  await ask("delete", request(new provider.DeleteRequest(), { Urn: URN, Id: "site/a", Properties: state }));
  expect(await topics(local.endpoint)).toEqual([]);
  const gone = await ask<provider.ReadResponse>(
    "read",
    request(new provider.ReadRequest(), { Urn: URN, Id: "site/a", Properties: state, Inputs: inputs }),
  );
  expect(gone.getId()).toBe("");
});

test("a create that may have published carries its state in the error", async () => {
  fault = { drop: "after" };
  const inputs = { topic: "site/a", payload: "on", qos: 1, marker: true };
  const error: ServiceError = await ask(
    "create",
    request(new provider.CreateRequest(), { Urn: URN, Properties: inputs }),
  ).then(
    () => Promise.reject(new Error("it has passed")),
    (failed) => failed,
  );
  const [details] = error.metadata.get("grpc-status-details-bin");
  const status = Status.deserializeBinary(details as unknown as Uint8Array);
  const failed = provider.ErrorResourceInitFailed.deserializeBinary(
    status.getDetailsList()[0]?.getValue_asU8() ?? new Uint8Array(),
  );
  expect(failed.getId()).toBe("site/a");
  expect(failed.getReasonsList()).toEqual([expect.stringContaining("no answer")]);
  expect(failed.getProperties()?.toJavaScript()).toMatchObject({ topic: "site/a", __state: { uncertain: true } });
});

test("what it does not serve is said to be unimplemented", async () => {
  await expect(ask("construct", new provider.ConstructRequest())).rejects.toThrow(/UNIMPLEMENTED/);
  const urn = "urn:pulumi:prod::pumps::iot-retained:index:Other::x";
  await expect(ask("check", request(new provider.CheckRequest(), { Urn: urn }))).rejects.toThrow(
    /there is no resource/,
  );
});

test("it ends when the engine is gone", async () => {
  const ended = new Promise<number | null>((resolve) => plugin.once("exit", resolve));
  engine.forceShutdown();
  expect(await ended).toBe(1);
});
