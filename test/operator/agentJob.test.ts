import { expect, it } from "vitest";
import { agentJob, jobName } from "../../src/controller/operator/agentJob.ts";

const sweep = { name: "beats", namespace: "vision", uid: "0c5d2a52-1b1c-4e4b-9c39-6c1f3a0d8d57" };
const placement = { image: "train:1", slots: 2, gpus: 0, gpuResource: "nvidia.com/gpu", labels: { team: "vision" } };

it("is owned by its sweep, and its pods have the sweep's UID and the document's labels", () => {
  const settings = { controller: "macrosweep:7450", agentImage: "macrosweep:1", caConfigMap: null, parallelism: 3 };
  const { metadata, spec } = agentJob(sweep, placement, settings);
  expect(metadata).toMatchObject({ name: jobName(sweep), namespace: "vision", ownerReferences: [{ uid: sweep.uid }] });
  expect(spec?.parallelism).toBe(3);
  expect(spec?.template.metadata?.labels).toMatchObject({ "macrosweep.dev/sweep-uid": sweep.uid, team: "vision" });
  expect(spec?.template.spec?.containers[0]?.image).toBe("train:1");
});
