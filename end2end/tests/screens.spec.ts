// Every screen in both themes and at the width of a phone: accessible, silent, never wider than the window.

import { expect, expectAccessible, hydrated, SESSION, test } from "../fixtures.ts";
import type { Page } from "@playwright/test";

test.use({ storageState: SESSION });

async function opened(page: Page, list: string, link: string): Promise<void> {
  await page.goto(list);
  await hydrated(page);
  await page.locator(link).first().click();
  await page.waitForURL((url) => url.pathname !== list);
  await page.goto(page.url());
}

const SCREENS: Record<string, (page: Page) => Promise<unknown>> = {
  overview: (page) => page.goto("/"),
  workloads: (page) => page.goto("/workloads"),
  "workloads without a match": (page) => page.goto("/workloads?q=nothing-is-called-this"),
  workload: (page) => opened(page, "/workloads", "table tbody a[href^='/workloads/']"),
  findings: (page) => page.goto("/findings"),
  finding: (page) => opened(page, "/findings", "table tbody a[href^='/findings/']"),
  hosts: (page) => page.goto("/hosts"),
  host: (page) => opened(page, "/hosts", "table tbody a[href^='/hosts/']"),
  "new host": (page) => page.goto("/hosts/new"),
  "not found": (page) => page.goto("/there-is-nothing-here"),
};

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    for (const [name, open] of Object.entries(SCREENS)) {
      test(`${name} is accessible`, async ({ page, consoleMessages }) => {
        await open(page);
        await hydrated(page);
        await expectAccessible(page);
        await page.screenshot({ path: `test-results/screens/${name}-${colorScheme}.png`, fullPage: true });
        // Chromium itself reports the status of a page that is not found.
        if (name === "not found") consoleMessages.length = 0;
      });
    }
  });
}

test.describe("phone", () => {
  test.use({ viewport: { width: 360, height: 780 } });
  for (const [name, open] of Object.entries(SCREENS)) {
    test(`${name} fits`, async ({ page, consoleMessages }) => {
      await open(page);
      await hydrated(page);
      await expectAccessible(page);
      await page.screenshot({ path: `test-results/screens/${name}-phone.png`, fullPage: true });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      if (name === "not found") consoleMessages.length = 0;
    });
  }
});

test("an expired session leads to sign-in and back to where one was", async ({ page, context }) => {
  await context.clearCookies();
  await page.goto("/workloads?q=nginx");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  expect(new URL(page.url()).searchParams.get("next")).toBe("/workloads?q=nginx");
  await expectAccessible(page);
});

test("a wrong password says so and nothing more", async ({ page, context }) => {
  await context.clearCookies();
  await page.goto("/sign-in");
  await page.getByLabel("Name").fill("nobody");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Name or password is wrong.")).toBeVisible();
});
