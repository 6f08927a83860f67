import type { V1Job } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import { pathOf } from "../../src/controller/operator/resource.ts";
import { PATIENCE_MS, sharedScene, specOf } from "./scene.ts";

// Sweeps with a schedule, before the operator as a process of its own. No test waits for a clock: a night is due because the controller was away.

const slowly = { timeout: 6 * PATIENCE_MS };

const scene = sharedScene();

function nightly(fields: Parameters<typeof specOf>[0] = {}, schedule: object = {}): object {
  return { ...specOf({ trials: 1, ...fields }), schedule: { cron: "0 0 1 1 *", ...schedule } };
}

/** The name of the night that has begun last. */
async function night(name: string): Promise<string> {
  const { nights } = await scene.statusLike(name, { nights: { last: { kind: "submitted" } } });
  return nights?.last?.night ?? "";
}

it(
  "trains nothing by itself, says when the next night is due, and its night is a sweep with agents of its own",
  slowly,
  async () => {
    await scene.apply("beats", nightly());
    const { nights } = await scene.statusLike("beats", { phase: "Scheduled", observedGeneration: 1 });
    expect(nights).toEqual({ next: expect.stringMatching(/^\d{4}-01-01T00:00:00Z$/) });
    expect(await scene.ask("get", "beats")).toContain("there is no sweep");
    expect(await scene.pods("beats")).toEqual([]);
    await scene.awayFromNight("beats");
    const name = await night("beats");
    expect(name).toMatch(/^beats-\d{4}01010000$/);
    await expect.poll(async () => (await scene.detail(name)).state, { timeout: PATIENCE_MS }).toBe("completed");
    expect(await scene.detail(name)).toMatchObject({ trials: { completed: 1 } });
    const after = await scene.statusLike("beats", { phase: "Scheduled", nights: { last: { night: name } } });
    expect(after.conditions).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: "Complete", status: "False" })]),
    );
    await expect.poll(() => scene.pods("beats"), { timeout: PATIENCE_MS }).toEqual([]);
  },
);

it("is deleted with the night that goes on, which is cancelled and stays in the journal", slowly, async () => {
  const applied = await scene.apply("ends", nightly({ trainer: "endless" }));
  await scene.statusLike("ends", { phase: "Scheduled" });
  await scene.awayFromNight("ends");
  const name = await night("ends");
  await scene.statusLike("ends", { phase: "Scheduled", nights: { running: name }, trials: { running: 1 } });
  await scene.condition("ends", "Progressing", "True", "Training");
  const job = await scene.cluster.admin.api.get<V1Job>(pathOf("jobs", scene.cluster.namespace, name));
  expect(job.metadata?.ownerReferences).toMatchObject([{ kind: "Sweep", name: "ends", uid: applied.metadata?.uid }]);
  await scene.delete("ends");
  await expect.poll(() => scene.sweep("ends"), { timeout: PATIENCE_MS }).toBeNull();
  expect(await scene.detail(name)).toMatchObject({ state: "cancelled" });
  expect(await scene.ask("schedules")).not.toContain("ends");
  expect(scene.kubelet.names.filter((pod) => pod.startsWith("ends-"))).toEqual([]);
});

it("begins no night while it is suspended", slowly, async () => {
  await scene.apply("rests", nightly());
  await scene.statusLike("rests", { phase: "Scheduled" });
  await scene.patch("rests", { spec: { suspend: true } });
  const { nights } = await scene.statusLike("rests", { phase: "Suspended" });
  expect(nights).not.toHaveProperty("next");
  await scene.condition("rests", "Suspended", "True", "ScheduleSuspended");
  await scene.patch("rests", { spec: { suspend: null } });
  await scene.statusLike("rests", { phase: "Scheduled", nights: { next: expect.any(String) } });
  await scene.delete("rests");
});

it("is refused with its place and the rule, and goes on by the document before", slowly, async () => {
  await scene.apply("bad", nightly({}, { cron: "0 25 * * *" }));
  const { message } = await scene.condition("bad", "Accepted", "False", "Invalid");
  expect(message).toContain("spec.schedule.cron");
  expect(await scene.status("bad")).toMatchObject({ phase: "Failed" });
  await scene.apply("bad", nightly());
  await scene.condition("bad", "Accepted", "True");
  await scene.apply("bad", nightly({}, { timeZone: "Europe/Nowhere" }));
  const { message: later } = await scene.condition("bad", "Accepted", "False", "Invalid");
  expect(later).toContain("spec.schedule.timeZone");
  expect(later).toContain("Nights begin by the document before.");
  expect(await scene.status("bad")).toMatchObject({ phase: "Scheduled" });
  await scene.delete("bad");
});

it("comes to no sweep that has begun, and goes from no series", slowly, async () => {
  const homeless = specOf({ placement: null });
  await scene.apply("sweep", homeless);
  await scene.condition("sweep", "Accepted", "True");
  await scene.apply("sweep", { ...homeless, schedule: { cron: "0 0 1 1 *" } });
  const { message } = await scene.condition("sweep", "Accepted", "False", "EditRefused");
  expect(message).toContain("spec.schedule: can neither come nor go");
  await scene.apply("series", nightly());
  await scene.statusLike("series", { phase: "Scheduled" });
  await scene.patch("series", { spec: { schedule: null } });
  await scene.condition("series", "Accepted", "False", "EditRefused");
  expect(await scene.status("series")).toMatchObject({ phase: "Scheduled" });
});
