import { describe, expect, it } from "vitest";
import type { SweepStatus } from "../../src/controller/operator/status.ts";
import { isReal } from "./cluster.ts";
import { MACRO_F1, PATIENCE_MS, sharedScene, slowly, specOf } from "./scene.ts";

// The operator as a process of its own, in front of the API server of the tests, or of $KUBECONFIG: npm run test:cluster.

const scene = sharedScene();

describe("a sweep that is applied", () => {
  it("is trained by pods of its own, and says so to its end", slowly, async () => {
    await scene.apply("beats", specOf({ trials: 3, parallel: 2 }));
    await scene.condition("beats", "Complete", "True");
    const { phase, trials, best, top, observedGeneration } = await scene.statusLike("beats", { phase: "Complete" });
    expect(phase).toBe("Complete");
    expect(observedGeneration).toBe(1);
    expect(trials).toMatchObject({ completed: 3, running: 0, failed: 0 });
    expect(best?.value).toBeCloseTo(MACRO_F1, 10);
    expect(best?.shown).toMatch(/^0\.850 \(0\.\d{3}-0\.\d{3}\)$/);
    expect(best?.perClass.map(({ class: name, support }) => [name, support])).toEqual([
      ["no", 10],
      ["yes", 10],
    ]);
    expect(top?.map(({ trial }) => trial)).toHaveLength(3);
    await expect.poll(() => scene.pods("beats"), { timeout: PATIENCE_MS }).toEqual([]);
    expect(await scene.events("beats")).toEqual(expect.arrayContaining(["Accepted", "Completed"]));
  });

  it("goes on with a larger budget, by the same document with an edit", slowly, async () => {
    await scene.apply("grows", specOf({ trials: 1 }));
    await scene.condition("grows", "Complete", "True");
    await scene.apply("grows", specOf({ trials: 2 }));
    await scene.statusLike("grows", { observedGeneration: 2, phase: "Complete", trials: { completed: 2 } });
  });

  it("waits and says for what where its document has no placement", slowly, async () => {
    await scene.apply("homeless", specOf({ placement: null }));
    const { message } = await scene.condition("homeless", "Progressing", "False", "Waits");
    expect(message).toContain("the document has no placement, so no pods are started for it");
    await scene.delete("homeless");
  });
});

describe("a document that is none", () => {
  it("is refused with its place and the rule, and mended by an edit", slowly, async () => {
    const enqueue = [{ x: 2 }];
    await scene.apply("bad", specOf({ trials: 1, spec: { enqueue } }));
    const { message } = await scene.condition("bad", "Accepted", "False", "Invalid");
    expect(message).toContain("spec.enqueue[0].x");
    expect(await scene.status("bad")).toMatchObject({ phase: "Failed" });
    await expect.poll(() => scene.events("bad"), { timeout: PATIENCE_MS }).toContain("Invalid");
    await scene.apply("bad", specOf({ trials: 1 }));
    await scene.condition("bad", "Complete", "True");
    await scene.condition("bad", "Accepted", "True");
  });

  it("leaves the sweep as it was where an edit would change what trials mean", slowly, async () => {
    await scene.apply("kept", specOf({ trials: 1 }));
    await scene.condition("kept", "Complete", "True");
    await scene.apply("kept", specOf({ trials: 1, spec: { trainer: { command: ["other"] } } }));
    const { message } = await scene.condition("kept", "Accepted", "False", "EditRefused");
    expect(message).toContain("spec.trainer.command");
    await scene.condition("kept", "Complete", "True");
  });

  it("may not have the name of a sweep that did not come from a resource", slowly, async () => {
    await scene.submit("mine", specOf({ placement: null }));
    await scene.apply("mine", specOf());
    const { message } = await scene.condition("mine", "Accepted", "False", "NameTaken");
    expect(message).toContain("did not come from a resource");
    await scene.delete("mine");
    await expect.poll(() => scene.sweep("mine"), { timeout: PATIENCE_MS }).toBeNull();
    expect(await scene.ask("list")).toContain("mine");
  });
});

describe("suspend", () => {
  it("takes the pods away, and lets the sweep go on with what its trials had", slowly, async () => {
    await scene.apply("rests", specOf({ trainer: "endless", trials: 2, parallel: 2 }));
    await scene.statusLike("rests", { trials: { running: 2 } });
    await scene.patch("rests", { spec: { suspend: true } });
    await scene.condition("rests", "Suspended", "True");
    await expect.poll(() => scene.pods("rests"), { timeout: PATIENCE_MS }).toEqual([]);
    await scene.statusLike("rests", { phase: "Suspended", trials: { running: 0, waiting: 2, failed: 0 } });
    await scene.patch("rests", { spec: { suspend: null } });
    await scene.condition("rests", "Suspended", "False");
    await scene.statusLike("rests", { phase: "Running", trials: { running: 2 } });
    await scene.delete("rests");
  });
});

describe("a sweep that is deleted", () => {
  it("ends with its pods and is forgotten; made anew under its name it is another one", slowly, async () => {
    await scene.apply("again", specOf({ trainer: "endless", trials: 3 }));
    await scene.statusLike("again", { trials: { running: 1 } });
    const first = await scene.detail("again");
    await scene.delete("again");
    await expect.poll(() => scene.sweep("again"), { timeout: PATIENCE_MS }).toBeNull();
    expect(await scene.ask("get", "again", "--json")).toContain("notFound");
    expect(scene.kubelet.names.filter((name) => name.startsWith("again-"))).toEqual([]);
    await scene.apply("again", specOf({ trials: 1 }));
    await scene.condition("again", "Complete", "True");
    const second = await scene.detail("again");
    expect(second).toMatchObject({ state: "completed", trials: { completed: 1 } });
    expect(second.id).not.toBe(first.id);
  });

  it("is forgotten too where somebody has taken the finalizer away", slowly, async () => {
    await scene.apply("torn", specOf({ trainer: "endless" }));
    await scene.statusLike("torn", { trials: { running: 1 } });
    await scene.patch("torn", { metadata: { finalizers: null } });
    await scene.delete("torn");
    await expect.poll(() => scene.ask("get", "torn"), { timeout: PATIENCE_MS }).toContain("there is no sweep");
  });
});

describe("a status", () => {
  it("that is forged is overwritten, also where it says more than there is", slowly, async () => {
    await scene.apply("forged", specOf({ trainer: "endless", trials: 2 }));
    const before = await scene.statusLike("forged", { trials: { running: 1 } });
    const trial = { trial: 7, value: 0.99, params: { x: 1 } };
    const best = { ...trial, shown: "0.990" };
    const condition = {
      type: "Complete",
      status: "True",
      reason: "Forged",
      lastTransitionTime: "2020-01-01T00:00:00Z",
    };
    const forged = {
      phase: "Complete",
      best,
      top: [trial],
      waitsFor: "money",
      conditions: [condition],
      trials: { completed: 99 },
    };
    await scene.patch("forged", { status: forged }, "status");
    await scene.statusLike("forged", { phase: "Running", trials: { completed: 0, running: 1 } });
    const like = before.conditions.map(({ type, status, reason }) => expect.objectContaining({ type, status, reason }));
    await scene.statusLike("forged", { conditions: expect.arrayContaining(like) });
    // What stands beside its own the operator removes with its next request. The sweep may wait for its pod, which the cluster calls pending for a moment
    // longer than its agent needs to train.
    const strange = async () => {
      const { best: left, top, waitsFor } = (await scene.status("forged")) as SweepStatus;
      return { left, top, isBribed: waitsFor === "money" };
    };
    await expect.poll(strange, { timeout: PATIENCE_MS }).toEqual({ left: undefined, top: undefined, isBribed: false });
    await scene.delete("forged");
  });

  it.skipIf(isReal)("is written at most once a second for a sweep", slowly, async () => {
    await scene.apply("quick", specOf({ trials: 30, parallel: 3 }));
    await scene.condition("quick", "Complete", "True");
    const times = (scene.cluster.server?.statusWrites ?? [])
      .filter(({ name }) => name === "quick")
      .map(({ atMs }) => atMs);
    const gaps = times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0));
    expect(times.length).toBeGreaterThan(1);
    // The next is sent a second after this one was answered, so that it comes later than that, however slow all of it is.
    expect(Math.min(...gaps)).toBeGreaterThan(990);
  });
});

describe("what keeps pods from running", () => {
  it.each([
    ["an image that is not there", { image: "missing:1" }, "ImagePullBackOff", 'Back-off pulling image "missing:1"'],
    ["no node for them", { nodeSelector: { impossible: "yes" } }, "Unschedulable", "0/3 nodes are available"],
    ["too little memory", { image: "hungry:1" }, "OOMKilled", "used more memory than it may"],
  ])("is a condition with the cluster's own words: %s", slowly, async (_what, placement, reason, words) => {
    await scene.apply("stuck", specOf({ trials: 1, placement }));
    const { message } = await scene.condition("stuck", "Degraded", "True", reason);
    expect(message).toContain(words);
    const { waitsFor } = await scene.statusLike("stuck", { waitsFor: expect.stringContaining(reason) });
    expect(waitsFor).toContain(words);
    await scene.apply("stuck", specOf({ trials: 1 }));
    await scene.condition("stuck", "Complete", "True");
    await scene.condition("stuck", "Degraded", "False");
    await scene.delete("stuck");
    await expect.poll(() => scene.sweep("stuck"), { timeout: PATIENCE_MS }).toBeNull();
  });

  it("is a condition also where no pod comes about: a service account that is not there", slowly, async () => {
    const serviceAccountName = "macrosweep-agent-nobody";
    await scene.apply("unborn", specOf({ trials: 1, placement: { serviceAccountName } }));
    const { message } = await scene.condition("unborn", "Degraded", "True", "NoPods");
    expect(message).toContain("kubectl describe job unborn");
    await scene.delete("unborn");
  });

  it("is made good where somebody deletes the Job", slowly, async () => {
    await scene.apply("jobless", specOf({ trainer: "endless" }));
    await scene.statusLike("jobless", { trials: { running: 1 } });
    const before = await scene.pods("jobless");
    await scene.cluster.admin.api.delete("jobs", scene.cluster.namespace, "jobless", undefined);
    await expect
      .poll(async () => (await scene.pods("jobless")).filter((pod) => !before.includes(pod)), { timeout: PATIENCE_MS })
      .toHaveLength(1);
    await scene.statusLike("jobless", { trials: { running: 1 } });
    await scene.delete("jobless");
  });
});

it.skipIf(isReal)("needs the rights that it says it needs, and no others", () => {
  expect(scene.cluster.server?.forbidden).toEqual([]);
});
