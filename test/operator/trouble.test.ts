import type { V1Pod } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import { troubleOf } from "../../src/controller/operator/trouble.ts";

const NOW = Date.parse("2026-06-01T12:00:00Z");

function pod(status: object): V1Pod {
  return { metadata: { name: "beats-a" }, status } as V1Pod;
}

const waiting = (reason: string, message?: string) => {
  return pod({ phase: "Pending", containerStatuses: [{ name: "trainer", state: { waiting: { reason, message } } }] });
};
const ended = (exitCode: number, more: object = {}) => {
  const terminated = { exitCode, finishedAt: "2026-06-01T11:59:00Z", ...more };
  return pod({ phase: "Failed", containerStatuses: [{ name: "trainer", state: { terminated } }] });
};

it.each([
  ["an image that cannot be pulled, also at the first try", waiting("ErrImagePull", "not found"), "ImagePullBackOff"],
  [
    "a container that cannot be made",
    waiting("CreateContainerConfigError", "no config map"),
    "CreateContainerConfigError",
  ],
  ["a container that ends again and again", waiting("CrashLoopBackOff"), "CrashLoopBackOff"],
  ["too little memory", ended(137, { reason: "OOMKilled" }), "OOMKilled"],
  ["an agent that ends badly", ended(2, { message: "invalid" }), "AgentFailed"],
])("the matter is %s", (_what, one, reason) => {
  expect(troubleOf([one], undefined, NOW)?.reason).toBe(reason);
});

it.each([
  ["a pod that is about to run", waiting("ContainerCreating")],
  ["a pod that was evicted", pod({ phase: "Failed", reason: "Evicted", containerStatuses: [] })],
  ["a pod that was told to end", ended(143)],
  ["what happened an hour ago", ended(2, { finishedAt: "2026-06-01T11:00:00Z" })],
  ["a pod that runs", pod({ phase: "Running", containerStatuses: [{ name: "trainer", state: { running: {} } }] })],
])("nothing is the matter with %s", (_what, one) => expect(troubleOf([one], undefined, NOW)).toBeNull());

it("says what keeps pods from running before what one has died of", () => {
  const unschedulable = pod({
    phase: "Pending",
    conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes" }],
  });
  expect(troubleOf([ended(2), unschedulable], undefined, NOW)).toEqual({
    reason: "Unschedulable",
    message: "pod beats-a: 0/3 nodes",
  });
});

it("says that Kueue has no room", () => {
  const job = { metadata: { labels: { "kueue.x-k8s.io/queue-name": "gpus" } }, spec: { suspend: true } };
  expect(troubleOf([], job as never, NOW)).toEqual({ reason: "Queued", message: "waits in Kueue's queue gpus" });
});
