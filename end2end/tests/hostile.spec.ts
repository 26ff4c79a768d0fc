// Names from compromised machines stay text.

import { expect, hydrated, SESSION, test } from "../fixtures.ts";

test.use({ storageState: SESSION });

test("markup in names and labels never becomes markup", async ({ page }) => {
  await page.goto("/workloads?q=script");
  await hydrated(page);
  const hostile = page.locator("table tbody a[href^='/workloads/']").first();
  await expect(hostile).toContainText("<script>");
  await hostile.click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("<script>");
  expect(await page.evaluate(() => "plimsollWasHere" in globalThis)).toBe(false);
});

test("the policy forbids inline script and foreign sources", async ({ page }) => {
  const answer = await page.goto("/");
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe-inline");
  expect(policy).not.toContain("'unsafe-eval'");
});
