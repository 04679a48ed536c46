import { readFileSync } from "node:fs";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { browserTest, useConsole } from "./support/browser";

const under = useConsole();

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

async function violations(page: Page): Promise<string[]> {
  const { violations } = (await page.evaluate("axe.run()")) as AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

browserTest.each([
  ["light", 1_280],
  ["dark", 1_280],
  ["light", 390],
] as const)("axe finds nothing in %s at a width of %d", async (colorScheme, width) => {
  const managed: [string, string] = ["managed-by", "pulumi:acme/fleet/prod/pump-1#0123456789ab"];
  under.put("a/b", '{"text":"a\\u0000","n":1,"is":[true,null]}', {
    userProperties: [managed, ["", ""]],
    messageExpiry: 60,
  });
  under.put("a/b", '{"text":"b","n":1,"is":[true,null]}', { userProperties: [managed], messageExpiry: 60 });
  under.put("a/\u202e", Uint8Array.of(255));
  under.clients.push({ clientId: "pump-1", isConnected: true, waiting: 1, subscriptions: ["a/+"] });
  const page = await under.open({ colorScheme, width, bypassCSP: true });
  await page.evaluate(axe);
  const found: Record<string, string[]> = { tree: await violations(page) };

  await page.getByRole("treeitem", { name: "b 35 B" }).click();
  await page.locator("summary").click();
  await page.locator(".diff").waitFor();
  found["message"] = await violations(page);
  await page.getByRole("button", { name: "Edit…" }).click();
  await page.getByRole("heading", { name: "Edit message" }).waitFor();
  found["editor"] = await violations(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Clear…" }).click();
  await page.getByRole("heading", { name: "Clear 1 message?" }).waitFor();
  found["clear"] = await violations(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Clients" }).click();
  found["clients"] = await violations(page);
  expect(found).toEqual({ tree: [], message: [], editor: [], clear: [], clients: [] });
});

browserTest("axe finds nothing where no message is", async () => {
  const page = await under.open({ bypassCSP: true });
  await page.getByText("No message is retained.").waitFor();
  await page.evaluate(axe);
  expect(await violations(page)).toEqual([]);
});
