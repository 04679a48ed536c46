import { once } from "node:events";
import { createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import net, { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { EngineWatch } from "../../provider/process/engine-watch";

let engine: Server;
let connections: Socket[];

beforeEach(async () => {
  connections = [];
  engine = createServer((socket) => connections.push(socket)).listen(0, "127.0.0.1");
  await once(engine, "listening");
});

afterEach(() => {
  jest.restoreAllMocks();
  endEngine();
});

function endEngine(): void {
  engine.close();
  for (const socket of connections) socket.destroy();
}

/** A watch of the engine, and what resolves when it ends the process. */
function watch() {
  const ended = jest.fn();
  const gone = new Promise<void>((resolve) => ended.mockImplementation(resolve));
  const { port } = engine.address() as AddressInfo;
  return { ended, gone, isThere: new EngineWatch(`127.0.0.1:${port}`, ended).isThere };
}

test("a connection that the engine ends is made again; an engine that is gone ends the process", async () => {
  const { ended, gone } = watch();
  await once(engine, "connection");
  connections[0]?.destroy();
  await once(engine, "connection");
  expect(ended).not.toHaveBeenCalled();

  endEngine();
  await gone;
  expect(ended).toHaveBeenCalledTimes(1);
});

test("whoever asks is not answered once the engine is gone, however late its end shows", async () => {
  const { gone, isThere } = watch();
  await isThere();
  // Only the clock says that time has passed: no event of the held connection has been seen.
  const { now } = performance;
  jest.spyOn(performance, "now").mockImplementation(() => now.call(performance) + 300);
  endEngine();
  const answered = jest.fn();
  void isThere().then(answered);
  await gone;
  expect(answered).not.toHaveBeenCalled();
});

test("many who ask make one connection, and none if the engine was there a moment ago", async () => {
  jest.spyOn(performance, "now").mockReturnValue(0);
  const { isThere } = watch();
  await Promise.all([isThere(), isThere()]);
  await isThere();
  jest.spyOn(performance, "now").mockReturnValue(300);
  await Promise.all([isThere(), isThere()]);
  while (connections.length < 2) await once(engine, "connection");
  // The older connection is given up.
  await once(connections[0]?.resume() as Socket, "close");
  expect(connections).toHaveLength(2);
});

test("a failure of this machine is no sign that the engine is gone", async () => {
  const ended = jest.fn();
  const failing = new net.Socket();
  jest.spyOn(net, "connect").mockReturnValue(failing);
  const { isThere } = new EngineWatch("127.0.0.1:1", ended);
  failing.destroy(Object.assign(new Error(), { code: "EADDRNOTAVAIL" }));
  await isThere();
  expect(ended).not.toHaveBeenCalled();
});

test("a connection that is reset before it is seen to be made is one more try", async () => {
  const reset = new net.Socket();
  jest.spyOn(net, "connect").mockReturnValueOnce(reset);
  const { ended, gone, isThere } = watch();
  endEngine();
  const answered = jest.fn();
  void isThere().then(answered);
  reset.destroy(Object.assign(new Error(), { code: "ECONNRESET" }));
  await gone;
  expect([answered.mock.calls, ended.mock.calls]).toEqual([[], [[]]]);
});

test("a connection says what gRPC says first, so that an engine that ends does not wait for it", async () => {
  const server = createHttp2Server().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { isThere } = new EngineWatch(`127.0.0.1:${port}`, jest.fn());
  const [session] = (await once(server, "session")) as [ServerHttp2Session];
  try {
    await Promise.all([once(session, "remoteSettings"), isThere()]);
  } finally {
    session.destroy();
    server.close();
  }
});

test("anything but an address is not watched", async () => {
  const connect = jest.spyOn(net, "connect");
  await new EngineWatch("index.js").isThere();
  expect(connect).not.toHaveBeenCalled();
});
