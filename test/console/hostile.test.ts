import { browserTest, useConsole } from "./support/browser";

const under = useConsole();

const script = "<img src=x onerror=alert(1)><script>alert(2)</script>";
const texts = [
  script,
  `"><svg onload=alert(1)>`,
  "javascript:alert(1)",
  "{{constructor.constructor('alert(1)')()}}",
  "__proto__",
  "a\n\ndata: x\n\n",
  "\u202egnp.exe\u0007\u200b",
];

/** What the page has of its own, and would have more of if a text became markup. */
const foreign = "img, script:not([src='console/page.js']), iframe, object, a, svg[onload], [onerror]";

browserTest.each(texts)("%j is text in a topic, a payload, a property, an owner and a client", async (text) => {
  const level = text.replaceAll("/", ":").replaceAll(/[+#]/g, "");
  const topic = `hostile/${level}`;
  const userProperties: [string, string][] = [
    [text, text],
    ["managed-by", `pulumi:${text}/${encodeURIComponent(text)}#${text.replaceAll("#", "")}`],
  ];
  under.put("hostile/other", "x");
  under.put(topic, text, { userProperties });
  under.put(topic, JSON.stringify({ [text]: text }), { userProperties });
  under.clients.push({ clientId: text, isConnected: true, waiting: 0, subscriptions: [text] });
  const page = await under.open({ topic });

  await page.locator(".json").waitFor();
  await page.locator("summary").click();
  await page.locator(".diff").waitFor();
  expect(await page.locator(foreign).count()).toBe(0);
  await page.getByText("Text", { exact: true }).click();
  await page.getByRole("button", { name: "Edit…" }).click();
  expect(await page.getByLabel("Value of property 1").inputValue()).toBe(text.replaceAll("\n", ""));
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Clear…" }).click();
  await page.getByRole("heading", { name: "Clear 1 message?" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Clients" }).click();
  await page.locator(".clients li").first().waitFor();
  expect(await page.locator(foreign).count()).toBe(0);
  expect(under.complaints).toEqual([]);
});

browserTest("characters that cannot be seen are made visible", async () => {
  under.put("a\u202eb\u200b", "on\u202e\u0000off");
  const page = await under.open({ topic: "a\u202eb\u200b" });
  await page.locator(".payload pre").waitFor();
  expect(await page.locator("h2").textContent()).toBe("a\\u{202e}b\\u{200b}");
  expect(await page.locator(".payload pre").textContent()).toBe("on\\u{202e}\\u{0}off");
});

browserTest.each([
  ["brackets in brackets", "[".repeat(65_536) + "]".repeat(65_536)],
  ["65,000 numbers", `[${"1,".repeat(65_000)}1]`],
  ["one long string", JSON.stringify("\\".repeat(60_000))],
  ["one long line", "x".repeat(131_072)],
  ["invisible characters only", "\u200b".repeat(43_000)],
  ["invisible characters between others", "a\u200b".repeat(32_000)],
])("a payload of 128 KB of %s leaves the page quick to answer", async (_, payload) => {
  under.put("big", payload);
  under.put("big", payload.toUpperCase().replaceAll("1", "2"));
  under.put("big", "");
  under.put("big", payload, { userProperties: Array.from({ length: 8_192 }, () => ["", "x"]) });
  const page = await under.open({ topic: "big" });
  await page.locator(".payload pre").waitFor();
  await page.locator("summary").first().click();
  await page.locator("summary").last().click();
  await page.locator(".version[open] > :not(summary)").first().waitFor();
  await page.getByRole("button", { name: "Edit…" }).click();
  await page.getByRole("heading", { name: "Edit message" }).waitFor();
  await page.keyboard.press("Escape");
  expect(await page.locator("*").count()).toBeLessThan(30_000);
  expect(under.complaints).toEqual([]);
});

browserTest("the policy of the page lets no script and no style of others run", async () => {
  under.put("a", "x");
  const page = await under.open();
  await page.evaluate(`
    const inline = document.createElement("p");
    try { inline.innerHTML = "<img src=x onerror=alert(1)>"; } catch { console.log("no markup from text"); }
  `);
  expect(under.complaints).toContain("no markup from text");
  expect(under.complaints.filter((complaint) => complaint.startsWith("a dialog"))).toEqual([]);
});
