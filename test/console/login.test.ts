import { startLocalEndpoint } from "../../provider/local";
import { browserTest, launchBrowser } from "./support/browser";

browserTest("an endpoint with a token opens its page to whoever types it, and to nobody else", async () => {
  const local = await startLocalEndpoint({ token: "let me in" });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(local.endpoint);
    await page.getByLabel("Token of the endpoint").fill("let me");
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByText("That is not the token of this endpoint.").waitFor();
    await page.getByLabel("Token of the endpoint").fill("let me in");
    await page.keyboard.press("Enter");
    await page.locator(".link.is-live").waitFor();
    await page.reload();
    await page.locator(".link.is-live").waitFor();
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(local.endpoint);
    await stranger.getByLabel("Token of the endpoint").waitFor();
  } finally {
    await browser.close();
    await local.close();
  }
});
