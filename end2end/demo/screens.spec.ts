// Every screen with 40 hosts and 90 days in it: says that it is a demo, is accessible, and fits.

import { mkdir } from "node:fs/promises";
import { type Browser, type BrowserContextOptions, type Page, expect, test } from "@playwright/test";
import { demoWorld } from "../demo.ts";
import { expectAccessible } from "../fixtures.ts";

const SESSION = "test-results/demo-session.json";
const PICTURES = process.env.PLIMSOLL_PICTURES;

const LOOKS: [string, BrowserContextOptions][] = [
  ["light", { colorScheme: "light", viewport: { width: 1280, height: 800 } }],
  ["dark", { colorScheme: "dark", viewport: { width: 1280, height: 800 } }],
  ["360", { colorScheme: "light", viewport: { width: 360, height: 740 } }],
];

const SCREENS: [string, (page: Page) => Promise<unknown>][] = [
  ["overview", (page) => page.goto("/")],
  ["findings", (page) => page.goto("/findings")],
  ["workloads", (page) => page.goto("/workloads")],
  ["workload", openWorst],
  ["hosts", (page) => page.goto("/hosts")],
  ["host", openHost],
  ["reports", (page) => page.goto("/reports")],
  ["report", openReport],
];

test.describe.configure({ mode: "serial" });

test("the first administrator signs in, and the page before it says demo too", async ({ browser }) => {
  const { url, link } = demoWorld();
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await expectDemo(page);
  await page.goto(link);
  await expectDemo(page);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await context.storageState({ path: SESSION });
  await context.close();
});

for (const [look, options] of LOOKS) {
  for (const [screen, open] of SCREENS) {
    test(`${screen}, ${look}`, async ({ browser }) => {
      const page = await signedIn(browser, options);
      await open(page);
      await expectDemo(page);
      await expectAccessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, "nothing is wider than the window").toBeLessThanOrEqual(0);
      if (PICTURES) {
        await mkdir(PICTURES, { recursive: true });
        await page.screenshot({ path: `${PICTURES}/${screen}-${look}.png` });
      }
      await page.context().close();
    });
  }
}

async function signedIn(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ ...options, baseURL: demoWorld().url, storageState: SESSION });
  return context.newPage();
}

async function expectDemo(page: Page): Promise<void> {
  await expect(page.getByRole("complementary", { name: "Demo" })).toContainText("Demo: simulated fleet");
}

async function openWorst(page: Page): Promise<void> {
  await page.goto("/workloads");
  await page.locator("main table tbody a[href^='/workloads/']").first().click();
  await expect(page.getByRole("complementary", { name: "Summary" })).toBeVisible();
}

async function openHost(page: Page): Promise<void> {
  await page.goto("/hosts");
  await page.locator("main a[href^='/hosts/']").filter({ hasText: "payments-prod" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("payments-prod");
}

async function openReport(page: Page): Promise<void> {
  await page.goto("/reports");
  await page.getByRole("button", { name: "Make the report" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("-W");
}
