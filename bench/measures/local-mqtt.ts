import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { deliveriesPerSecond, type MqttLoad } from "../load/mqtt";
import { Child } from "../support/child";
import { atLeast, type Figures, type Measure } from "../support/measure";
import { scaled } from "../support/size";

const loads: Readonly<Record<string, MqttLoad>> = {
  oneQos0: { qos: 0, subscribers: 1, messages: scaled(60_000), window: 200 },
  oneQos1: { qos: 1, subscribers: 1, messages: scaled(60_000), window: 80 },
  hundredQos0: { qos: 0, subscribers: 100, messages: scaled(3_000), window: 20 },
  hundredQos1: { qos: 1, subscribers: 100, messages: scaled(3_000), window: 20 },
};

export const localMqtt: Measure = {
  id: "local-mqtt",
  title:
    "MQTT of the local endpoint, one publisher to one subscriber and to 100, against the broker aedes, and mosquitto if it is installed",
  aims: Object.fromEntries(Object.keys(loads).map((name) => [`${name}Ratio`, atLeast(1)])),
  run: (rounds) => rounds(round),
};

async function round(): Promise<Figures> {
  const aedes = Child.start(join(__dirname, "../peers/aedes.ts"), []);
  const local = Child.start(join(__dirname, "../peers/local.ts"), []);
  const mosquitto = isInstalled("mosquitto") ? Child.start(join(__dirname, "../peers/mosquitto.ts"), []) : undefined;
  try {
    const peer = await aedes.answer<string>();
    const { mqtt } = await local.answer<{ mqtt: string }>();
    const third = await mosquitto?.answer<string>();
    const figures: Record<string, number> = {};
    for (const [name, load] of Object.entries(loads)) {
      const others = await deliveriesPerSecond(peer, load);
      const own = await deliveriesPerSecond(mqtt, load);
      Object.assign(figures, { [`${name}Ratio`]: own / others, [`${name}PerSecond`]: own });
      if (third !== undefined) figures[`${name}ToMosquitto`] = own / (await deliveriesPerSecond(third, load));
    }
    return figures;
  } finally {
    await aedes.stop();
    await local.stop();
    await mosquitto?.stop();
  }
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ["-h"], { stdio: "ignore" }).error === undefined;
}
