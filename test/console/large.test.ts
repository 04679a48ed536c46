import { browserTest, useConsole } from "./support/browser";
import { expectRows, row } from "./support/rows";

const under = useConsole();

const count = 100_000;

browserTest("100,000 topics open, scroll and are filtered, with few of them in the document", async () => {
  for (let i = 0; i < count; i++) under.put(`fleet/site-${i % 100}/device-${i}/config`, `{"n":${i}}`);
  const page = await under.open();
  const rows = page.getByRole("treeitem");
  await page.locator(".totals", { hasText: "100,000 messages" }).waitFor();
  await expectRows(page, ["fleet"]);

  await page.getByRole("button", { name: "Open all levels" }).click();
  await row(page, "device-0/config").waitFor();
  expect(await rows.count()).toBeLessThan(500);
  await page.locator("#tree").focus();
  await page.keyboard.press("End");
  await row(page, "device-99999/config").waitFor();
  expect(await rows.count()).toBeLessThan(500);
  await page.getByText('"n": 99999').waitFor();

  await page.keyboard.press("/");
  await page.keyboard.type("device-54321/");
  await expectRows(page, ["fleet/site-21/device-54321/config"]);
  await page.getByText("1 found").waitFor();
  await page.locator("#filter").fill("device-");
  await page.getByText("100,000 found").waitFor();
  expect(await rows.count()).toBeLessThan(500);

  await page.locator("#filter").fill("site-21/");
  await row(page, "fleet/site-21 1,000 messages").click();
  await page.getByRole("button", { name: "Clear all 1,000…" }).click();
  await page.getByRole("button", { name: "Clear 1,000 messages" }).click();
  await page.getByText("No topic passes the filter.").waitFor();
  await page.locator(".totals", { hasText: "99,000 messages" }).waitFor();
  expect(under.complaints).toEqual([]);
});
