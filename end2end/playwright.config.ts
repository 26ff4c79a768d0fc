import { defineConfig } from "@playwright/test";

const chromium = {
  executablePath: process.env.PLIMSOLL_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
};

export default defineConfig({
  testDir: "tests",
  globalSetup: "./world.ts",
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    launchOptions: chromium,
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
  projects: [
    { name: "first day", testMatch: "first-day.spec.ts" },
    { name: "every day", testMatch: ["screens.spec.ts", "hostile.spec.ts", "settings.spec.ts"], dependencies: ["first day"] },
    {
      name: "without script",
      testMatch: "without-script.spec.ts",
      dependencies: ["first day"],
      use: { javaScriptEnabled: false },
    },
  ],
});
