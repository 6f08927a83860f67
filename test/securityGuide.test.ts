import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { freePort } from "./e2e/port.ts";
import { until } from "./e2e/until.ts";

const root = join(import.meta.dirname, "..");
const guide = readFileSync(join(root, "docs", "security.md"), "utf8");

const DOCUMENT = `apiVersion: macrosweep.dev/v1alpha1
kind: Sweep
metadata: { name: beats }
spec:
  parameters: [{ name: x, type: float, min: 0, max: 1 }]
  budget: { trials: 4, parallel: 2, epochsPerTrial: 1 }
  trainer: { command: [python3, -c, 'print("@macrosweep {\\"epoch\\": 1, \\"confusion\\": [[3, 1], [1, 3]]}")'] }
`;

/** The commands of the guide on free ports and on loopback, in their order. */
function fragments(ports: readonly [agents: number, people: number]) {
  return [...guide.matchAll(/^```sh( service)?\n(.*?)^```$/gms)].map(([, service, text = ""]) => ({
    isService: service !== undefined,
    text: text.replaceAll("7450", String(ports[0])).replaceAll("7451", String(ports[1])),
  }));
}

it("the commands of the guide make a cluster that trains, one after the other as they stand there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-guide-"));
  const command = `macrosweep() { '${process.execPath}' '${join(root, "src/cli/main.ts")}' "$@"; }\n`;
  const shell = { cwd: folder, encoding: "utf8", timeout: 60_000 } as const;
  writeFileSync(join(folder, "beats.yaml"), DOCUMENT);
  let said = "";
  let log = "";
  let agents = 0;
  for (const { isService, text } of fragments([await freePort(), await freePort()])) {
    if (!isService) {
      said += execFileSync("bash", ["-e", "-c", command + text], shell);
      continue;
    }
    for (const line of text.trimEnd().split("\n")) {
      const child = spawn(
        "bash",
        ["-c", `exec ${line.replace(/^macrosweep/, `'${process.execPath}' '${join(root, "src/cli/main.ts")}'`)}`],
        { cwd: folder },
      );
      onTestFinished(async () => {
        child.kill("SIGTERM");
        await once(child, "close");
      });
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (words: string) => (log += words));
    }
    agents += text.split("macrosweep agent ").length - 1;
    await until("the services to begin", () => /listens on/.test(log) && !/cannot be reached/.test(log));
    // Before one of them is revoked.
    await until("the agents to be let in", () => log.split("session open").length > agents);
  }
  expect(said).toContain('"sweep":"beats"');
  expect(said).toMatch(/dashboard +sweeps:read/);
  expect(said).toMatch(/Token [0-9a-f]{8} is revoked/);
  expect(said).toContain("Revoked: all certificates of the agent gpu-1 until now");
  expect(agents).toBe(2);
  const shown = () => execFileSync("bash", ["-e", "-c", `${command}macrosweep list --json`], shell);
  await expect.poll(shown, { timeout: 30_000, interval: 500 }).toContain('"state":"completed"');
  const secret = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.token$|-key\.pem$|tokens\.json$/.test(name),
  );
  expect(secret.length).toBe(7);
  expect(secret.filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0)).toEqual([]);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
}, 120_000);
