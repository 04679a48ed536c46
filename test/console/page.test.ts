import { browserTest, useConsole } from "./support/browser";
import { expectRows, row } from "./support/rows";

const under = useConsole();

const pump = '{"enabled":true,"interval":60}';

afterEach(() => {
  expect(under.complaints).toEqual([]);
});

browserTest("it shows messages as they come, change and go", async () => {
  under.put("acme/pump-1", pump);
  const page = await under.open();
  await expectRows(page, ["acme/pump-1"]);
  under.put("acme/pump-2", pump);
  await expectRows(page, ["acme", "pump-1", "pump-2"]);
  under.put("acme/pump-1", "");
  await expectRows(page, ["acme/pump-2"]);
  under.put("acme/pump-2", "x".repeat(2_048));
  await row(page, "acme/pump-2 2 KB").waitFor();
  await page.getByText("1 message · 2 KB").waitFor();
});

browserTest("a message is shown as JSON, text and hex, with its properties and its owner", async () => {
  const managed: [string, string] = ["managed-by", "pulumi:acme/fleet/prod/pump-1#0123456789ab"];
  under.put("a", pump, { userProperties: [["model", "m200"], managed], messageExpiry: 3_700 });
  const page = await under.open({ topic: "a" });
  const payload = page.getByRole("region", { name: "Payload as" });
  await payload.getByText('"enabled": true').waitFor();
  await page.getByText("Text", { exact: true }).click();
  expect(await payload.textContent()).toBe(pump);
  await page.getByText("Hex", { exact: true }).click();
  expect(await payload.textContent()).toContain(
    '000000  7b 22 65 6e 61 62 6c 65  64 22 3a 74 72 75 65 2c  {"enabled":true,',
  );
  const facts = await page.locator(".facts").innerText();
  expect(facts).toMatch(/Owner\s+acme\/fleet\/prod\s+Resource\s+pump-1 #0123456789ab/);
  expect(facts).toMatch(/Expires\s+in 1h 1m/);
  expect(await page.getByRole("row").allInnerTexts()).toContain("model\tm200");
});

browserTest("what is selected is kept up to date, and has its versions with their difference", async () => {
  under.put("a", pump);
  const page = await under.open({ topic: "a" });
  under.put("a", pump.replace("60", "30"));
  await page.getByText('"interval": 30').waitFor();
  await page.locator("summary").click();
  expect(await page.locator(".diff .is-removed").allTextContents()).toEqual(['−  "interval": 60']);
  expect(await page.locator(".diff .is-added").allTextContents()).toEqual(['+  "interval": 30']);
  await page.getByRole("button", { name: "Publish again…" }).click();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText('"interval": 60').first().waitFor();
  expect(under.text("a")).toBe(pump);
});

browserTest("a new message is published with all that the form has", async () => {
  const page = await under.open();
  await page.getByRole("button", { name: "New message" }).click();
  await page.getByLabel("Topic", { exact: true }).fill("site/a");
  await page.getByText("Hex", { exact: true }).click();
  await page.getByLabel("Payload", { exact: true }).fill("00 ff");
  await page.getByLabel("QoS").selectOption("0");
  await page.getByLabel("Content type").fill("application/x");
  await page.getByLabel("Expires after").fill("60");
  await page.getByRole("button", { name: "+ Add property" }).click();
  await page.getByLabel("Name of property 1").fill("k");
  await page.getByLabel("Value of property 1").fill("v");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "site/a" }).waitFor();
  expect(under.store.get("site/a")?.message).toEqual({
    topic: "site/a",
    payload: Buffer.of(0, 255),
    qos: 0,
    contentType: "application/x",
    messageExpiry: 60,
    userProperties: [["k", "v"]],
  });
});

browserTest("an edit leaves what it does not touch, and a refusal says why", async () => {
  const userProperties: [string, string][] = [["line\r\nbreak", "a\rb"]];
  under.put("a", "x\r\ny", { userProperties });
  const page = await under.open({ topic: "a" });
  await page.getByRole("button", { name: "Edit…" }).click();
  await page.getByLabel("Topic", { exact: true }).fill("a/#");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("alert").getByText("must not contain the wildcards").waitFor();
  await page.getByLabel("Topic", { exact: true }).fill("b");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("heading", { name: "b" }).waitFor();
  expect(under.store.get("b")?.message).toMatchObject({ payload: Buffer.from("x\r\ny"), userProperties });
  // The browser tells of the answer 400.
  under.complaints.splice(0);
});

browserTest("one message or a branch is cleared, once the count is confirmed", async () => {
  for (const topic of ["a/1", "a/2", "a/3", "b"]) under.put(topic, "x");
  const page = await under.open({ topic: "a/1" });
  await page.getByRole("button", { name: "Clear…" }).click();
  await page.getByRole("button", { name: "Clear 1 message" }).click();
  await expectRows(page, ["a", "2", "3", "b"]);
  await row(page, "a 2 messages").click();
  await page.getByRole("button", { name: "Clear all 2…" }).click();
  await page.getByRole("heading", { name: "Clear 2 messages?" }).waitFor();
  await page.keyboard.press("Escape");
  expect(under.store.size).toBe(3);
  await page.getByRole("button", { name: "Clear all 2…" }).click();
  await page.getByRole("button", { name: "Clear 2 messages" }).click();
  await expectRows(page, ["b"]);
  await page.getByText("Cleared 2 messages.").waitFor();
});

browserTest("keys move through the tree, open and close it, and reach the filter", async () => {
  for (const topic of ["a/x/1", "a/x/2", "a/y", "b"]) under.put(topic, "x");
  const page = await under.open();
  const selected = () => page.locator("[aria-selected=true] .level").textContent();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.locator("#tree").focus();
  await press("ArrowDown", "ArrowDown", "ArrowDown");
  expect(await selected()).toBe("1");
  await press("ArrowLeft");
  expect(await selected()).toBe("x");
  await press("ArrowLeft");
  await expectRows(page, ["a", "x", "y", "b"]);
  await press("End");
  expect(await selected()).toBe("b");
  const active = await page.locator("#tree").getAttribute("aria-activedescendant");
  expect(await page.locator(`#${active} .level`).textContent()).toBe("b");
  await press("Home", "ArrowLeft");
  await expectRows(page, ["a", "b"]);
  await press("ArrowRight", "ArrowRight", "Enter");
  await expectRows(page, ["a", "x", "1", "2", "y", "b"]);
  await press("/");
  await page.keyboard.type("y");
  await expectRows(page, ["a/y"]);
  await page.getByText("1 found").waitFor();
  await press("ArrowDown", "ArrowDown", "Enter");
  await page.locator("#detail:focus").waitFor();
  await page.locator("#filter").focus();
  await press("Escape");
  await expectRows(page, ["a", "x", "1", "2", "y", "b"]);
  await page.locator("#tree").focus();
  await press("Delete");
  await page.getByRole("heading", { name: "Clear 1 message?" }).waitFor();
});

browserTest("clients are shown with what they subscribe to and what waits for them", async () => {
  under.clients.push({ clientId: "pump-1", isConnected: true, waiting: 0, subscriptions: ["a/+/config"] });
  under.clients.push({ clientId: "pump-2", isConnected: false, waiting: 3, subscriptions: [] });
  const page = await under.open();
  await page.getByRole("button", { name: "Clients 1" }).click();
  const list = page.getByRole("region", { name: "MQTT clients" });
  await list.getByText("away, 3 messages waiting, no subscription").waitFor();
  expect(await list.getByRole("list", { name: "Subscriptions" }).innerText()).toBe("a/+/config");
});

browserTest("on a phone, a message takes the place of the tree, and nothing is wider than the screen", async () => {
  under.put(`a/${"long".repeat(50)}`, JSON.stringify({ text: "x".repeat(500) }));
  under.put("a/b", pump);
  const page = await under.open({ width: 390, height: 844 });
  const fits = async () => expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  await fits();
  await row(page, "longlong").click();
  await page.getByText('"text"').waitFor();
  expect(await page.locator("#tree").isVisible()).toBe(false);
  await fits();
  await page.getByRole("button", { name: "Edit…" }).click();
  await page.getByRole("heading", { name: "Edit message" }).waitFor();
  await fits();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Topics" }).click();
  await row(page, "a 2 messages").click();
  await page.getByRole("button", { name: "2 messages Details" }).click();
  await page.getByRole("button", { name: "Clear all 2…" }).waitFor();
});

browserTest("after the endpoint was away, the page has what is there now", async () => {
  under.put("a", "x");
  const page = await under.open();
  await under.restart(() => {
    under.put("a", "");
    under.put("b", "x");
  });
  await expectRows(page, ["b"]);
  await page.locator(".link.is-live").waitFor();
  // The browser tells of the connection that was cut off.
  under.complaints.splice(0);
});
