// The same work without any script: the pages are complete as the server sends them.

import { expect, inDays, SESSION, test } from "../fixtures.ts";

test.use({ storageState: SESSION });

test("sign-in is a plain form", async ({ page, context }) => {
  await context.clearCookies();
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await page.getByLabel("Name").fill("nobody");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Name or password is wrong.")).toBeVisible();
});

test("the list filters, sorts and pages by links", async ({ page }) => {
  await page.goto("/workloads");
  const rows = page.locator("table tbody tr");
  const first = await rows.allInnerTexts();
  await page.getByRole("link", { name: "Next page" }).click();
  const second = await rows.allInnerTexts();
  expect(second.length).toBeGreaterThan(0);
  expect(second.filter((row) => first.includes(row))).toEqual([]);

  await page.goto("/workloads");
  await page.getByRole("group", { name: "Grades" }).getByRole("link").last().click();
  await expect(page).toHaveURL(/grade=F/);
  for (const grade of await page.locator("table tbody tr td:first-child").allInnerTexts()) {
    expect(grade).toMatch(/F/);
  }
});

test("a finding is opened and accepted by forms alone", async ({ page }) => {
  await page.goto("/workloads?q=everything-wrong");
  await page.getByRole("link", { name: /everything-wrong/ }).click();
  await page.getByRole("link", { name: "Privileged" }).first().click();
  await page.getByText("Accept the risk…").click();
  await page.getByLabel("Reason").fill("Accepted without script");
  await page.getByLabel("Until").fill(inDays(14));
  await page.getByRole("button", { name: "Accept until then" }).click();
  await expect(page.getByText("Accepted without script").first()).toBeVisible();
});

test("a refusal says what is wrong", async ({ page }) => {
  await page.goto("/hosts/new");
  await page.getByLabel("Name", { exact: true }).fill("x");
  await page.getByLabel("Endpoint").fill("http://not-an-engine");
  await page.getByRole("button", { name: "Test the connection" }).click();
  await expect(page.getByText(/an endpoint begins with unix:\/\/ or tcp:\/\//)).toBeVisible();
});
