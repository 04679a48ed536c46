import type { Locator, Page } from "playwright-core";

/** The row of the tree that a screen reader names so. */
export function row(page: Page, name: string): Locator {
  return page.getByRole("treeitem", { name });
}

/** The text of all rows that are in the document. */
export function rowNames(page: Page): Promise<string[]> {
  return page.locator("[role=treeitem] .level").allTextContents();
}

/** Waits until rows are as expected, and fails with what they are instead. */
export async function expectRows(page: Page, wanted: readonly string[]): Promise<void> {
  const deadline = Date.now() + 5_000;
  let found = await rowNames(page);
  while (JSON.stringify(found) !== JSON.stringify(wanted) && Date.now() < deadline) {
    await page.waitForTimeout(50);
    found = await rowNames(page);
  }
  expect(found).toEqual(wanted);
}
