import type { V1Job, V1Pod } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import { troubleOf } from "../../src/controller/operator/trouble.ts";

const CREATED = "2026-11-30T02:00:00Z";
const LATER_MS = Date.parse("2026-11-30T02:01:00Z");

/** As it comes over HTTP, where times are texts. */
function job(parallelism: number, suspend?: boolean): V1Job {
  const labels = suspend === undefined ? {} : { "kueue.x-k8s.io/queue-name": "gpus" };
  return JSON.parse(
    JSON.stringify({ metadata: { name: "beats", creationTimestamp: CREATED, labels }, spec: { parallelism, suspend } }),
  );
}

const running: V1Pod = { metadata: { name: "beats-1" }, status: { phase: "Running" } };

it("a Job that wants pods and gets none is no silent wait", () => {
  const trouble = troubleOf([], job(2), LATER_MS);
  expect(trouble?.reason).toBe("NoPods");
  expect(trouble?.message).toContain("kubectl describe job beats");
});

it("a Job that is new, wants none, has one, or waits in a queue does not lack pods", () => {
  expect(troubleOf([], job(2), Date.parse(CREATED) + 5_000)).toBe(null);
  expect(troubleOf([], job(0), LATER_MS)).toBe(null);
  expect(troubleOf([running], job(2), LATER_MS)).toBe(null);
  expect(troubleOf([], job(2, true), LATER_MS)?.reason).toBe("Queued");
  expect(troubleOf([], undefined, LATER_MS)).toBe(null);
});
