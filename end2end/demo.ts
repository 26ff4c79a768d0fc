// The release binary with a simulated fleet of 40 hosts and 90 days behind it, for full screens.

import { execFileSync, spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { ended, line, linkFrom, required } from "./world.ts";

export interface DemoWorld {
  url: string;
  /** One-time link of the first administrator. */
  link: string;
}

export function demoWorld(): DemoWorld {
  return JSON.parse(required("PLIMSOLL_DEMO_WORLD"));
}

export default async function start(): Promise<() => Promise<void>> {
  // PostgreSQL drops its privileges, so the folder must be reachable by others.
  const folder = await mkdtemp("/var/tmp/plimsoll-demo-");
  await chmod(folder, 0o711);
  const server = spawn(required("PLIMSOLL_BIN"), ["demo", "--port", "0", "--data-dir", `${folder}/data`], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, PLIMSOLL_LOG: "warn" },
  });
  const greeting = await line(server, (text) => text.startsWith("Plimsoll is at "));
  const url = greeting.slice("Plimsoll is at ".length).trim();
  const command = ["user", "link", "--data-dir", `${folder}/data`, "--public-url", url];
  const link = linkFrom(execFileSync(required("PLIMSOLL_BIN"), command));
  process.env.PLIMSOLL_DEMO_WORLD = JSON.stringify({ url, link } satisfies DemoWorld);
  return async () => {
    await ended(server, () => server.kill("SIGTERM"));
    await rm(folder, { recursive: true, force: true });
  };
}
