import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { linesOfKey, secure, succeeds } from "./securedCluster.ts";
import { openStage, type Stage } from "./stage.ts";

// Tells all that a trainer is given, and what the system tells everybody of its agent, before it trains.
const NOSY = `
import json, os, time
print("ENV", dict(os.environ), flush=True)
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        print("PS", pid, open(f"/proc/{pid}/cmdline").read().replace("\\0", " "), flush=True)
    except OSError:
        pass
trial = json.loads(os.environ["MACROSWEEP_TRIAL"])
for epoch in range(1, trial["epochs"] + 1):
    time.sleep(0.05)
    print("@macrosweep " + json.dumps({"epoch": epoch, "confusion": [[3, 1], [1, 3]]}), flush=True)
raise SystemExit("MACROSWEEP_TOKEN" in os.environ)
`;

function document(): string {
  return JSON.stringify({
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name: "nosy" },
    spec: {
      parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
      budget: { trials: 3, parallel: 2, epochsPerTrial: 2 },
      trainer: { command: ["python3", "nosy.py"] },
    },
  });
}

/** The files of the stage in which a secret may not be: all but those that were made to keep one. */
function filesOf(stage: Stage): string[] {
  const kept = /\.token$|-key\.pem$|controller\.json$/;
  return readdirSync(stage.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !kept.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

it("no token and no key of a run is in a log, an event, an error, a command line or the environment of a trainer", async () => {
  const stage = openStage(onTestFinished);
  const { as, tokens, controller } = await secure(stage, "--log-level", "debug");
  await succeeds(stage, "certs", "agent", "gpu-1");
  const own: string = JSON.parse(readFileSync(join(stage.state, "controller.json"), "utf8")).token;
  const keys = ["ca", "server", "gpu-1"].flatMap((name) => linesOfKey(stage.path(`certs/${name}-key.pem`)));
  // The part of a token after its id is the secret.
  const secrets = [...Object.values(tokens), own].map((token) => token.slice(13)).concat(keys);
  expect(secrets.length).toBeGreaterThan(7);
  expect(secrets.every((secret) => secret.length > 20)).toBe(true);

  stage.write("nosy.py", NOSY);
  const file = stage.write("nosy.yaml", document());
  const withToken = { MACROSWEEP_TOKEN: tokens.agents };
  const agents = [
    stage.startWith(
      withToken,
      "agent",
      "--controller",
      await stage.address(),
      "--ca",
      "certs/ca.pem",
      "--log-level",
      "debug",
    ),
    await stage.agent(
      1,
      "--ca",
      "certs/ca.pem",
      "--cert",
      "certs/gpu-1.pem",
      "--key",
      "certs/gpu-1-key.pem",
      "--log-level",
      "debug",
    ),
  ];
  await Promise.all(agents.map((agent) => agent.said(/session open/)));
  const said = [
    await as("writer", "submit", file, "--watch"),
    await as("reader", "get", "nosy"),
    await as("reader", "export", "nosy"),
  ];
  said.push(await as("reader", "cancel", "nosy"), await as("agents", "list"));
  // Shown where it does not belong, and revoked.
  await asked(
    `${await stage.url()}/api/v1/sweeps?token=${tokens.admin}`.replace("http:", "https:"),
    stage,
    tokens.reader,
  );
  said.push(
    await stage.macrosweep("token", "revoke", tokens.agents.slice(4, 12)),
    await stage.macrosweep("token", "list", "--json"),
  );
  await agents[0]!.said(/was revoked/);
  said.push(await as("agents", "list"));
  for (const agent of agents) await agent.kill("SIGTERM");
  await controller.kill("SIGTERM");

  const words = [...said, ...agents, controller].map(({ stdout, stderr }) => stdout + stderr);
  const files = filesOf(stage).map((path) => readFileSync(path, "latin1"));
  const all = [...words, ...files].join("\n");
  expect(all).toContain("ENV {");
  expect(all).toContain("PS ");
  expect(all).toContain("this needs the scope");
  expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
  const trials = (await stage.events("nosy")).flatMap((event) => (event.kind === "trialEnded" ? [event.state] : []));
  expect(trials).toEqual(["completed", "completed", "completed"]);
});

async function asked(url: string, stage: Stage, token: string): Promise<void> {
  const ca = readFileSync(stage.path("certs/ca.pem"));
  await new Promise<void>((resolve, reject) => {
    const sent = request(url, { ca, headers: { authorization: `Bearer ${token}` } }, (response) => {
      response.resume().on("end", resolve);
    });
    sent.on("error", reject).end();
  });
}
