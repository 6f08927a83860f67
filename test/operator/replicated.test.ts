import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { LEADER_LABEL } from "../../src/controller/operator/leaderLabel.ts";
import { pathOf, type Resource } from "../../src/controller/operator/resource.ts";
import { controllerArgs, prepare } from "../deploy/k8s/installed.ts";
import { NatsTrio } from "../deploy/k8s/natsTrio.ts";
import { hasKubectl, noKubectl, render } from "../deploy/k8s/render.ts";
import { Command } from "../e2e/command.ts";
import { freePort } from "../e2e/port.ts";
import { noNats } from "../natsServer.ts";
import { type Cluster, isReal, openCluster } from "./cluster.ts";
import { PATIENCE_MS } from "./scene.ts";

// The two controllers as the install `replicated` starts them, on three servers with its configuration, in front of the API server of the tests.

const PODS = ["macrosweep-0", "macrosweep-1"];

describe.skipIf(!hasKubectl || isReal || noNats)(`two controllers of an install${noKubectl}${noNats}`, () => {
  it("serve Sweeps one at a time: the operator and the label of the service go to the other one with the lead", {
    timeout: 4 * PATIENCE_MS,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "macrosweep-replicated-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await shared(folder);
    const manifests = render("installs/replicated");
    const trio = await NatsTrio.start(manifests, join(folder, "nats"), "n0123secret");
    onTestFinished(() => trio.kill());
    const cluster = await openCluster(folder);
    onTestFinished(() => cluster.close());
    cluster.server?.controllerPods.push(...PODS);
    for (const name of PODS)
      await cluster.admin.api.create(pathOf("pods", cluster.namespace), {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: cluster.namespace },
      });
    const start = async (name: string) => {
      const home = join(folder, name);
      mkdirSync(home);
      const { status, stderr } = prepare(manifests, home, name);
      expect(status, stderr).toBe(0);
      const port = await freePort();
      const args = controllerArgs(manifests, { agents: await freePort(), https: port }).map((arg) =>
        trio.at(arg).replace("$(POD_NAME)", name),
      );
      const command = new Command(args, home, { KUBECONFIG: cluster.kubeconfig });
      onTestFinished(async () => void (await command.kill("SIGKILL")));
      return { command, ask: (path: string, token?: string) => get(home, name, port, path, token) };
    };

    const first = await start("macrosweep-0");
    await first.command.said(/"operator started"/);
    const second = await start("macrosweep-1");
    await second.command.said(/standing by/);
    const led = async () => (await labels(cluster)).filter((label) => label === "true").length;
    await expect.poll(led, { timeout: PATIENCE_MS }).toBe(1);
    // The first, unless a busy machine has kept it from renewing its lease.
    const isFirst = (await labels(cluster))[0] === "true";
    const [leader, other] = isFirst ? [first, second] : [second, first];
    // Its pod counts as ready, and says that it does not lead.
    await expect.poll(() => other.ask("/healthz"), { timeout: PATIENCE_MS }).toBe(200);
    expect(await other.ask("/readyz")).toBe(503);
    expect(second.command.stderr.includes("operator started")).toBe(!isFirst);

    // With one of the three servers, too.
    await trio.killOne();
    await leader.command.kill("SIGKILL");
    await other.command.said(/"operator started"/);
    await expect
      .poll(() => labels(cluster), { timeout: PATIENCE_MS })
      .toEqual(isFirst ? [undefined, "true"] : ["true", undefined]);
    // Tokens are those of both.
    expect(await other.ask("/api/v1/sweeps")).toBe(401);
    expect(await other.ask("/api/v1/sweeps", readFileSync(join(folder, "first.token"), "utf8").trim())).toBe(200);
    expect(cluster.server?.forbidden).toEqual([]);
  });
});

/** What the secret of the install has, made as docs/kubernetes.md says; and mounted, what controllers see of it. */
async function shared(folder: string): Promise<void> {
  const run = async (...args: readonly string[]) => {
    const command = new Command(args, folder, {});
    expect((await command.exited).code, command.stderr).toBe(0);
    return command.stdout;
  };
  await run("certs", "init", "--dir", "shared", "--host", "localhost");
  const token = await run(
    "token",
    "create",
    "--state",
    "shared",
    "--scope",
    "admin",
    "--name",
    "first",
    "--expires",
    "30d",
  );
  writeFileSync(join(folder, "first.token"), token);
  writeFileSync(join(folder, "shared/nats-password"), "n0123secret");
  cpSync(join(folder, "shared"), join(folder, "tokens"), { recursive: true });
}

/** Of the pods, in order. */
async function labels({ admin, namespace }: Cluster): Promise<(string | undefined)[]> {
  const pods = PODS.map((name) => admin.api.get<Resource>(pathOf("pods", namespace, name)));
  return (await Promise.all(pods)).map(({ metadata }) => metadata?.labels?.[LEADER_LABEL]);
}

/** As whoever comes to this pod by its name, whose certificate is checked; returns the status, 0 where nobody answers. */
async function get(home: string, name: string, port: number, path: string, token?: string): Promise<number> {
  const ca = readFileSync(join(home, "certs/ca.pem"));
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const servername = `${name}.macrosweep-pods.macrosweep.svc`;
  return await new Promise((resolve) => {
    const asked = request({ host: "127.0.0.1", port, path, ca, servername, headers, agent: false }, (answer) => {
      text(answer).then(
        () => resolve(answer.statusCode ?? 0),
        () => resolve(0),
      );
    });
    asked.on("error", () => resolve(0)).end();
  });
}
