import { defineConfig } from "@playwright/test";
import everyDay from "./playwright.config.ts";

// Screens of a full fleet. PLIMSOLL_PICTURES names a folder that pictures are written to.
export default defineConfig({
  ...everyDay,
  testDir: "demo",
  globalSetup: "./demo.ts",
  globalTimeout: 15 * 60_000,
  projects: [{ name: "demo" }],
});
