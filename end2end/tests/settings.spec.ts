// The settings: accessible in both themes, complete without script, and nothing secret shown twice.

import { expect, expectAccessible, hydrated, SESSION, test } from "../fixtures.ts";
import type { Page } from "@playwright/test";

test.use({ storageState: SESSION });
test.describe.configure({ mode: "serial" });

const NOBODY = { cookies: [], origins: [] };

async function added(page: Page, name: string, role: string): Promise<string> {
  await page.goto("/settings/users/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("radio", { name: new RegExp(`^${role}`) }).check();
  await page.getByRole("button", { name: "Add and make a sign-in link" }).click();
  return page.getByLabel("Sign-in link", { exact: true }).inputValue();
}

async function tokenMade(page: Page, name: string): Promise<string> {
  await page.goto("/settings/tokens/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Make the token" }).click();
  return page.getByLabel("Token", { exact: true }).inputValue();
}

async function webhookAdded(page: Page, name: string): Promise<string> {
  await page.goto("/settings/webhooks/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Address").fill("https://receiver.invalid/hook");
  await page.getByRole("checkbox", { name: "opened", exact: true }).check();
  await page.getByRole("button", { name: "Add the webhook" }).click();
  return page.getByLabel("Signing secret", { exact: true }).inputValue();
}

async function opened(page: Page, list: string, name: string): Promise<void> {
  await page.goto(list);
  await page.getByRole("link", { name }).first().click();
}

test("the navigation leads to the settings, and each part to the others", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  await page.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Users" })).toBeVisible();
  for (const part of ["API tokens", "Webhooks", "Audit log", "About"]) {
    const parts = page.getByRole("navigation", { name: "Settings" });
    await parts.getByRole("link", { name: part }).click();
    await expect(page.getByRole("heading", { level: 1, name: part })).toBeVisible();
    await expect(parts.locator("[aria-current=page]")).toHaveText(part);
  }
});

test("somebody is added, signs in by the link, and is disabled after a second look", async ({ page, browser }) => {
  const link = await added(page, "Grace", "analyst");
  const theirs = await (await browser.newContext({ storageState: NOBODY })).newPage();
  await theirs.goto(link);
  await theirs.getByRole("button", { name: "Sign in" }).click();
  await expect(theirs.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  const nav = theirs.getByRole("navigation", { name: "Main", exact: true });
  await expect(nav.getByRole("link", { name: "Settings" })).toHaveCount(0);
  await theirs.goto("/settings/users");
  await expect(theirs.getByText("It needs the role admin")).toBeVisible();

  await opened(page, "/settings/users", "Grace");
  await page.getByText("Disable…").click();
  await page.getByRole("button", { name: "Disable them" }).click();
  await expect(page.locator(".facts .tag")).toHaveText("Disabled");
  await theirs.goto("/");
  await expect(theirs.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

test("a token is shown once, calls the API, and is refused after it was revoked", async ({ page, playwright, baseURL }) => {
  const secret = await tokenMade(page, "ticketing");
  const api = await playwright.request.newContext({
    baseURL,
    storageState: NOBODY,
    extraHTTPHeaders: { authorization: `Bearer ${secret}` },
  });
  // It may read, and whose tokens there are is for administrators: known, and refused.
  expect((await api.get("/api/v1/tokens")).status()).toBe(403);

  await page.goto("/settings/tokens");
  await expect(page.getByText("ticketing")).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  await page.getByRole("link", { name: "Revoke ticketing" }).click();
  await page.getByRole("button", { name: "Revoke it" }).click();
  await expect(page.getByRole("heading", { level: 2, name: /No longer in use/ })).toBeVisible();
  expect((await api.get("/api/v1/tokens")).status()).toBe(401);
});

test("a webhook shows what became of a test", async ({ page }) => {
  expect(await webhookAdded(page, "tracker")).toMatch(/^whsec_/);
  await opened(page, "/settings/webhooks", "tracker");
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("the host's name could not be resolved")).toBeVisible({ timeout: 500 });
  }).toPass();
});

test("the audit log has it all, by who and by what", async ({ page }) => {
  await page.goto("/settings/audit");
  for (const action of ["user.add", "link.make", "token.create", "token.revoke", "webhook.create"]) {
    await expect(page.getByRole("link", { name: action }).first()).toBeVisible();
  }
  await page.getByRole("combobox", { name: "About" }).selectOption({ label: "About API tokens" });
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/action=token/);
  await expect(page.locator("tbody tr").first()).toBeVisible();
  const actions = await page.locator("tbody td:nth-child(3)").allInnerTexts();
  expect(actions.length).toBeGreaterThan(0);
  for (const action of actions) {
    expect(action).toMatch(/^token\./);
  }
});

const SCREENS: Record<string, (page: Page) => Promise<unknown>> = {
  users: (page) => page.goto("/settings/users"),
  user: (page) => opened(page, "/settings/users", "Grace"),
  "new user": (page) => page.goto("/settings/users/new"),
  tokens: (page) => page.goto("/settings/tokens"),
  "new token": (page) => page.goto("/settings/tokens/new"),
  webhooks: (page) => page.goto("/settings/webhooks"),
  webhook: (page) => opened(page, "/settings/webhooks", "tracker"),
  "new webhook": (page) => page.goto("/settings/webhooks/new"),
  audit: (page) => page.goto("/settings/audit"),
  "audit without a match": (page) => page.goto("/settings/audit?actor=nobody-is-called-this"),
  about: (page) => page.goto("/settings/about"),
};

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    for (const [name, open] of Object.entries(SCREENS)) {
      test(`${name} is accessible`, async ({ page }) => {
        await open(page);
        await hydrated(page);
        await expectAccessible(page);
        await page.screenshot({ path: `test-results/screens/settings-${name}-${colorScheme}.png`, fullPage: true });
      });
    }
  });
}

test.describe("phone", () => {
  test.use({ viewport: { width: 360, height: 780 } });
  for (const [name, open] of Object.entries(SCREENS)) {
    test(`${name} fits`, async ({ page }) => {
      await open(page);
      await hydrated(page);
      await expectAccessible(page);
      await page.screenshot({ path: `test-results/screens/settings-${name}-phone.png`, fullPage: true });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    });
  }
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a secret stands in a field of the answer and on no page after it", async ({ page }) => {
    const secret = await tokenMade(page, "<b>plain</b>");
    expect(secret).toMatch(/^plm_\w{49}$/);
    await page.getByRole("link", { name: "All tokens" }).click();
    await expect(page.getByText("<b>plain</b>")).toBeVisible();
    expect(await page.content()).not.toContain(secret);
  });

  test("a form that is refused keeps what was typed", async ({ page, consoleMessages }) => {
    await page.goto("/settings/webhooks/new");
    await page.getByLabel("Name", { exact: true }).fill("inside");
    await page.getByLabel("Address").fill("https://127.0.0.1/hook");
    await page.getByLabel("On hosts with the labels").fill("team=payments");
    await page.getByRole("button", { name: "Add the webhook" }).click();
    await expect(page.getByText(/is no public address/)).toBeVisible();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("inside");
    await expect(page.getByLabel("On hosts with the labels")).toHaveValue("team=payments");
    // Chromium itself reports the status of the answer.
    consoleMessages.length = 0;
  });
});
