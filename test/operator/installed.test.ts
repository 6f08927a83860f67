import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { pathOf, type SweepResource } from "../../src/controller/operator/resource.ts";
import { controllerArgs, prepare } from "../deploy/k8s/installed.ts";
import { hasKubectl, noKubectl, render } from "../deploy/k8s/render.ts";
import { Command } from "../e2e/command.ts";
import { freePort } from "../e2e/port.ts";
import { openCluster } from "./cluster.ts";
import { Kubelet } from "./kubelet.ts";
import { PATIENCE_MS, specOf } from "./scene.ts";

// The controller as the install `embedded` starts it, in front of the API server of the tests: its own CA, tokens from the first start on, and agents that
// find its certificate in a config map and show the token of their pod.

it.skipIf(!hasKubectl)(
  `an install trains a sweep over TLS, with agents that are known by their pods${noKubectl}`,
  { timeout: 4 * PATIENCE_MS },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "macrosweep-installed-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const manifests = render("installs/embedded");
    const prepared = prepare(manifests, folder);
    expect(prepared.status, prepared.stderr).toBe(0);

    const cluster = await openCluster(folder);
    onTestFinished(() => cluster.close());
    mkdirSync(join(folder, "pods"));
    const kubelet = new Kubelet(cluster.admin, cluster.namespace, join(folder, "pods"));
    onTestFinished(() => kubelet.close());

    const ports = { agents: await freePort(), https: await freePort() };
    // The service's name stands for loopback here; the certificate is good for both.
    const args = controllerArgs(manifests, ports).map((arg) =>
      arg.replace("macrosweep.$(POD_NAMESPACE).svc", "localhost"),
    );
    const controller = new Command(args, folder, { KUBECONFIG: cluster.kubeconfig });
    onTestFinished(async () => void (await controller.kill("SIGTERM")));
    await controller.said(/"operator started"/);

    const { api } = cluster.admin;
    const path = pathOf("sweeps", cluster.namespace, "beats");
    const body = {
      apiVersion: "macrosweep.dev/v1alpha1",
      kind: "Sweep",
      metadata: { name: "beats" },
      spec: specOf({ trials: 2 }),
    };
    const query = { fieldManager: "kubectl", force: true };
    await api.send("PATCH", path, { query, body, type: "application/apply-patch+yaml" });
    const phase = async () => ((await api.get<SweepResource>(path)).status as { phase?: string } | undefined)?.phase;
    await expect.poll(phase, { timeout: PATIENCE_MS, interval: 200 }).toBe("Complete");
    expect((await cluster.admin.configMap(cluster.namespace, "macrosweep-ca"))["ca.crt"]).toContain(
      "BEGIN CERTIFICATE",
    );
  },
);
