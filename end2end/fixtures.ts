import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test as base } from "@playwright/test";
import { world } from "./world.ts";

/** Where the session of the first administrator is kept between tests. */
export const SESSION = "test-results/session.json";
export const ENGINE_HOST = "real-engine";
export const SIMULATED_HOST = "simulated";

export const test = base.extend<{ consoleMessages: string[] }>({
  baseURL: async ({}, use) => use(world().url),
  /** Fails the test when the console says anything or a page throws. */
  consoleMessages: [
    async ({ page }, use) => {
      const messages: string[] = [];
      page.on("console", (message) => messages.push(`${message.type()}: ${message.text()}`));
      page.on("pageerror", (error) => messages.push(`thrown: ${error.message}`));
      await use(messages);
      expect(messages).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Resolves when the wasm module has taken over the page. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.hasAttribute("data-hydrated"));
}

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}

/** A day so many days ahead, as a date field takes it. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** The score that the workload's screen shows. */
export async function score(page: Page): Promise<number> {
  return Number(await page.getByRole("complementary", { name: "Summary" }).locator(".big").innerText());
}
