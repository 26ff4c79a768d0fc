// What a new user does on the first day, in order.

import { ENGINE_HOST, expect, hydrated, inDays, score, SESSION, SIMULATED_HOST, test } from "../fixtures.ts";
import { world } from "../world.ts";

test.describe.configure({ mode: "serial" });

test("the one-time link signs the first administrator in, once", async ({ page, browser }) => {
  await page.goto(world().link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await page.context().storageState({ path: SESSION });

  const another = await (await browser.newContext()).newPage();
  await another.goto(world().link);
  await another.getByRole("button", { name: "Sign in" }).click();
  await expect(another.getByText("That link was used already")).toBeVisible();
});

test.describe("signed in", () => {
  test.use({ storageState: SESSION });

  for (const [name, endpoint] of [
    [ENGINE_HOST, () => world().engine],
    [`${SIMULATED_HOST}-2`, () => world().simulated[1]],
  ] as const) {
    test(`the host ${name} is tested, added and scanned`, async ({ page }) => {
      await page.goto("/hosts");
      await hydrated(page);
      await page.getByRole("link", { name: "Add a host" }).click();
      await page.getByLabel("Name", { exact: true }).fill(name);
      await page.getByLabel("Endpoint").fill(endpoint());
      await page.getByRole("button", { name: "Test the connection" }).click();
      await page.getByRole("button", { name: "Add this host" }).click();
      await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
      await page.getByRole("button", { name: "Scan now" }).click();
      await expect(page.locator(".head .tag", { hasText: /fresh|complete/i })).toBeVisible();
      await expect(page.getByRole("region", { name: "Containers" })).toContainText(/[1-9]/);
    });
  }

  test("an engine that does not answer is said to be unreachable, with what to do", async ({ page }) => {
    await page.goto("/hosts/new");
    await hydrated(page);
    await page.getByLabel("Name", { exact: true }).fill("nobody");
    await page.getByLabel("Endpoint").fill("unix:///var/run/there-is-no-engine.sock");
    await page.getByRole("button", { name: "Test the connection" }).click();
    await expect(page.getByText(/Failed: no answer from engine/)).toBeVisible();
    await expect(page.getByText(/Check that the engine runs/)).toBeVisible();
  });

  test("the worst workload explains every point, and an accepted finding gives its points back", async ({ page }) => {
    await page.goto("/workloads");
    await hydrated(page);
    await page.getByRole("searchbox").fill("everything-wrong");
    await page.getByRole("searchbox").press("Enter");
    await page.getByRole("link", { name: /everything-wrong/ }).click();
    await expect(page.getByRole("heading", { level: 1, name: "everything-wrong" })).toBeVisible();
    const before = await score(page);

    const losses = await page.locator("table.why tbody tr:not(.gh):not(.tot) td:nth-child(4)").allInnerTexts();
    const lost = losses.map((text) => Number(text.replace("−", "-"))).reduce((sum, part) => sum + part, 0);
    expect(lost).toBeCloseTo(before - 100, 1);
    await expect(page.getByRole("heading", { name: /Escape path/ })).toBeVisible();

    await page.getByRole("link", { name: "Engine socket mounted" }).click();
    const pane = page.getByRole("complementary", { name: "Finding" });
    await expect(pane.getByText("Why it matters")).toBeVisible();
    await pane.getByText("Accept the risk…").click();
    await pane.getByLabel("Reason").fill("Build agent, to be replaced this quarter");
    await pane.getByLabel("Until").fill(inDays(30));
    await pane.getByRole("button", { name: "Accept until then" }).click();
    await expect(pane.getByText("Build agent, to be replaced this quarter").first()).toBeVisible();

    await pane.getByRole("link", { name: /everything-wrong/ }).click();
    await expect.poll(() => score(page)).toBeGreaterThan(before);
    await expect(page.getByText(/Without what was accepted it would be/)).toBeVisible();
  });

  test("taking the acceptance back takes the points again", async ({ page }) => {
    await page.goto("/findings?state=accepted");
    await hydrated(page);
    await page.getByRole("link", { name: /Engine socket mounted/ }).first().click();
    const pane = page.getByRole("complementary", { name: "Finding" });
    await pane.getByRole("button", { name: "Take the acceptance back" }).click();
    await expect(pane.getByText("Accept the risk…")).toBeVisible();
  });
});
