import { statSync } from "node:fs";
import { join, relative } from "node:path";
import mqtt from "mqtt";
import { chromium } from "playwright-core";
import { type LocalEndpoint, startLocalEndpoint } from "../../provider/local";
import { writeMarker } from "../../provider/messages/marker";
import { chromiumOnPath } from "../console/chromium";
import { messages, type PictureMessage, subscriptions } from "./console-messages";

const root = join(__dirname, "../..");
const pictures = [
  { colorScheme: "light", file: "docs/console.png" },
  { colorScheme: "dark", file: "docs/console-dark.png" },
] as const;
const size = { width: 1_280, height: 860 };
const shown = "acme/pumps/pump-2/config";

/** Makes the pictures of the console, in Chromium. */
export async function drawConsole(): Promise<void> {
  const executablePath = chromiumOnPath();
  if (executablePath === undefined) {
    console.log("There is no Chromium on the PATH, so the pictures of the console stay as they are.");
    return;
  }
  const pictureTime = Date.now();
  let now = pictureTime;
  const local = await startLocalEndpoint({ port: 18_830, now: () => now });
  for (const message of messages) {
    now = pictureTime - message.minutesAgo * 60_000;
    await publish(local, message);
  }
  now = pictureTime;
  const devices = await Promise.all(Object.entries(subscriptions).map((device) => connect(local, ...device)));

  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  for (const { colorScheme, file } of pictures) {
    const page = await browser.newPage({ viewport: size, colorScheme });
    await page.goto(`${local.endpoint}/#${encodeURIComponent(shown)}`);
    await page.locator("summary").first().click();
    await page.locator(".diff").waitFor();
    const path = join(root, file);
    await page.screenshot({ path });
    console.log(`${relative(process.cwd(), path)}, ${Math.ceil(statSync(path).size / 1024)} kB`);
  }
  await browser.close();
  await Promise.all(devices.map((device) => device.endAsync()));
  await local.close();
}

async function publish({ endpoint }: LocalEndpoint, message: PictureMessage): Promise<void> {
  const { topic, payload, resource, messageExpiry, userProperties = [] } = message;
  const nonce = Buffer.from(topic).toString("hex").slice(-12);
  const marker = resource === undefined ? [] : [writeMarker({ owner: "acme/plant/prod", name: resource, nonce })];
  const answer = await fetch(`${endpoint}/console/publish`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      topic,
      payload: Buffer.from(JSON.stringify(payload)).toString("base64"),
      retain: true,
      qos: 1,
      contentType: "application/json",
      messageExpiry,
      userProperties: [...userProperties, ...marker],
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function connect(local: LocalEndpoint, clientId: string, filters: string[]) {
  const device = await mqtt.connectAsync(local.mqtt, { clientId });
  await device.subscribeAsync(filters);
  return device;
}
