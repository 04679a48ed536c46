/** The broker mosquitto, with no limit of its own in the way. It is started only if this machine has it. */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How long mosquitto may take to listen. */
const TRIES = 100;

async function main(): Promise<void> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "bench-mosquitto-"));
  const config = join(folder, "mosquitto.conf");
  writeFileSync(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nmax_queued_messages 0\nlog_type none\n`,
  );
  const broker = spawn("mosquitto", ["-c", config], { stdio: "ignore" });
  // It ends together with the bench, even if that is killed.
  process.on("disconnect", () => {
    broker.kill();
    rmSync(folder, { recursive: true });
    process.exit();
  });
  for (let left = TRIES; !(await accepts(port)); left--) {
    if (left === 0) throw new Error("mosquitto does not listen");
    await sleep(50);
  }
  process.send?.(`mqtt://127.0.0.1:${port}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

void main();
