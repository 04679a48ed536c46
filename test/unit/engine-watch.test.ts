import { once } from "node:events";

import net, { type AddressInfo, createServer, type Socket } from "node:net";
import { endWithEngine } from "../../provider/process/engine-watch";

test("a connection that the engine ends is made again; an engine that is gone ends the process", async () => {
  const connections: Socket[] = [];
  const server = createServer((socket) => connections.push(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const ended = jest.fn();
  const gone = new Promise<void>((resolve) => ended.mockImplementation(resolve));
  endWithEngine(`127.0.0.1:${(server.address() as AddressInfo).port}`, ended);

  await once(server, "connection");
  connections[0]?.destroy();
  await once(server, "connection");
  expect(ended).not.toHaveBeenCalled();

  server.close();
  connections[1]?.destroy();
  await gone;
  expect(ended).toHaveBeenCalledTimes(1);
});

test("anything but an address is not watched", () => {
  const connect = jest.spyOn(net, "connect");
  endWithEngine("index.js", () => undefined);
  expect(connect).not.toHaveBeenCalled();
});
