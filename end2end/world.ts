// What the tests run against: the release binary on a fresh data folder, a real engine, simulated ones.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createInterface } from "node:readline";

export interface World {
  url: string;
  /** One-time link of the first administrator. */
  link: string;
  /** Endpoint of a real Docker engine. */
  engine: string;
  /** Endpoints of simulated engines, for a fleet longer than a page. */
  simulated: string[];
}

export function world(): World {
  return JSON.parse(required("PLIMSOLL_WORLD"));
}

export default async function start(): Promise<() => Promise<void>> {
  const engines = spawn(required("PLIMSOLL_ENGINES"), { stdio: ["pipe", "pipe", "inherit"] });
  const { engine, simulated } = JSON.parse(await line(engines, (text) => text.startsWith("{")));
  // PostgreSQL drops its privileges, so the folder must be reachable by others.
  const folder = await mkdtemp("/var/tmp/plimsoll-end2end-");
  await chmod(folder, 0o711);
  const server = spawn(
    required("PLIMSOLL_BIN"),
    ["serve", "--listen", "127.0.0.1:0", "--data-dir", `${folder}/data`, "--engine", simulated[0]],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, PLIMSOLL_LOG: "warn" } },
  );
  const greeting = await line(server, (text) => text.startsWith("Plimsoll is at "));
  const url = greeting.slice("Plimsoll is at ".length).trim();
  const link = linkFrom(execFileSync(required("PLIMSOLL_BIN"), ["user", "link", "--data-dir", `${folder}/data`, "--public-url", url]));
  process.env.PLIMSOLL_WORLD = JSON.stringify({ url, link, engine, simulated } satisfies World);
  return async () => {
    await ended(server, () => server.kill("SIGTERM"));
    await ended(engines, () => engines.stdin.end());
    await rm(folder, { recursive: true, force: true });
  };
}

export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run \`cargo xtask test\``);
  return value;
}

export function linkFrom(printed: Buffer): string {
  const link = /http:\/\/\S+\/sign-in\/link\?token=\w+/.exec(printed.toString())?.[0];
  if (!link) throw new Error("`plimsoll user link` printed no link");
  return link;
}

/** The first line of the child's output that `wanted` takes. */
export function line(child: ChildProcess, wanted: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).on("line", (text) => wanted(text) && resolve(text));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${child.spawnfile} ended with ${code}`)));
  });
}

export function ended(child: ChildProcess, ask: () => void): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    ask();
  });
}
