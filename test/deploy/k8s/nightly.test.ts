import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseAllDocuments } from "yaml";
import { macrosweep, newFolder } from "../../cli/command.ts";
import { openScene } from "../../contract/api/scene.ts";
import { conforms } from "./conforms.ts";

// biome-ignore lint/suspicious/noExplicitAny: any kind of manifest; its type is what `conforms` checks
type Manifest = { readonly kind: string; readonly metadata: { readonly name: string } } & Readonly<Record<string, any>>;

const folder = join(import.meta.dirname, "../../../deploy/k8s/components/nightly");
const { status, stdout } = spawnSync("kubectl", ["kustomize", folder], { encoding: "utf8" });
const why = status === 0 ? "" : " (not run: this machine has no kubectl)";
const manifests: readonly Manifest[] =
  status === 0 ? parseAllDocuments(stdout).map((document) => document.toJS() as Manifest) : [];
const one = (kind: string) => manifests.find((manifest) => manifest.kind === kind);
const jobSpec = () => one("CronJob")?.spec.jobTemplate.spec;
const podSpec = () => jobSpec()?.template.spec;

describe.skipIf(status !== 0)(`nights by the clock of Kubernetes${why}`, () => {
  it("render to what Kubernetes' own API describes", () => {
    expect(manifests.map(({ kind }) => kind).sort()).toEqual([
      "ConfigMap",
      "CronJob",
      "NetworkPolicy",
      "ServiceAccount",
    ]);
    expect(conforms(manifests)).toBe("");
  }, 120_000);

  it("begin one at a time, in a time zone, not too late, and leave few Jobs behind", () => {
    expect(one("CronJob")?.spec).toMatchObject({
      concurrencyPolicy: "Forbid",
      timeZone: "Etc/UTC",
      startingDeadlineSeconds: 21_600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
    });
  });

  it("are asked for by a pod that meets the restricted standard, without any right in the cluster", () => {
    expect(podSpec()).toMatchObject({
      automountServiceAccountToken: false,
      restartPolicy: "Never",
      securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(podSpec().containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(one("ServiceAccount")?.automountServiceAccountToken).toBe(false);
    expect(podSpec().volumes).toContainEqual({
      name: "secret",
      secret: { secretName: "macrosweep-nightly", defaultMode: 0o440 },
    });
  });

  it("have a command that submits the night of the Job's name, and once where the Job is tried again", async () => {
    const scene = await openScene();
    onTestFinished(() => scene.close());
    const { path, remove } = newFolder();
    onTestFinished(remove);
    const template = join(path, "nightly.yaml");
    writeFileSync(template, one("ConfigMap")?.data["nightly.yaml"]);
    const { args, env } = podSpec().containers[0];
    expect(env).toContainEqual({
      name: "JOB_NAME",
      valueFrom: { fieldRef: { apiVersion: undefined, fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } },
    });
    // Minutes from 1970 on, as Kubernetes names the Jobs of a CronJob.
    const job = `macrosweep-nightly-${Date.parse("2026-11-29T02:00Z") / 60_000}`;
    const command = (args as string[]).map((word) =>
      word.replace("$(JOB_NAME)", job).replace("/etc/macrosweep/nightly.yaml", template),
    );
    const said = [await macrosweep(...command, "--url", scene.url), await macrosweep(...command, "--url", scene.url)];
    expect(said.map(({ code }) => code)).toEqual([0, 0]);
    expect(said[0]?.stdout).toContain("Sweep nightly-202611290200 is created");
    expect(said[1]?.stdout).toContain("Sweep nightly-202611290200 is there already");
  }, 60_000);
});
