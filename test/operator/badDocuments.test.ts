import { expect, it } from "vitest";
import { KubeError } from "../../src/controller/operator/kubeApi.ts";
import { pathOf } from "../../src/controller/operator/resource.ts";
import { BAD_NAMES, NOT_ACCEPTED, NOT_PLACED, REFUSED } from "./badDocuments.ts";
import { sharedScene, slowly, specOf } from "./scene.ts";

// Documents of people who err or mean harm: the server refuses them, or a condition says what is wrong. Whatever comes, the controller serves the others.

const scene = sharedScene();

/** What the server says of a document of this name; a text: it has taken it. */
async function answerTo(metadata: object, spec: object, status?: object): Promise<KubeError | string> {
  const body = { apiVersion: "macrosweep.dev/v1alpha1", kind: "Sweep", metadata, spec, status };
  const query = { fieldManager: "kubectl-create", fieldValidation: "Strict" };
  try {
    await scene.cluster.admin.api.send("POST", pathOf("sweeps", scene.cluster.namespace), { query, body });
    return "taken";
  } catch (error) {
    if (error instanceof KubeError) return error;
    throw error;
  }
}

it.each(BAD_NAMES)("the server takes no sweep of the name %j", async (name) => {
  expect(await answerTo({ name }, specOf())).toMatchObject({ status: 422, message: expect.stringContaining("name") });
});

it.each(REFUSED)("the server takes no document with $what", async ({ spec, says }) => {
  const answer = await answerTo({ name: "refused" }, spec);
  expect(answer).toMatchObject({ reason: expect.stringMatching(/^(Invalid|BadRequest)$/) });
  expect(answer).toMatchObject({ message: expect.stringContaining(says) });
});

it.each([
  ["a label with a command in it", { labels: { a: "$(id)" } }],
  ["a label's name with a line in it", { labels: { "a\nb": "c" } }],
  ["a finalizer with a space in it", { finalizers: ["mine and yours"] }],
])("the server takes no document with %s", async (_what, metadata) => {
  expect(await answerTo({ name: "refused", ...metadata }, specOf())).toMatchObject({ status: 422 });
});

it("the server takes no document of 1.75 MiB", async () => {
  const args = Array.from({ length: 28 }, () => "x".repeat(65_536));
  const answer = await answerTo({ name: "huge" }, specOf({ spec: { trainer: { command: ["sh"], args } } }));
  expect(answer).toMatchObject({ status: 500, message: "etcdserver: request is too large" });
});

it(`a condition says what is wrong with ${NOT_ACCEPTED.length} documents that the server takes`, slowly, async () => {
  const bad = NOT_ACCEPTED.map((one, i) => ({ ...one, name: `bad-${i}` }));
  for (const { name, spec, what } of bad)
    expect([what, await answerTo({ name }, named(spec, name))]).toEqual([what, "taken"]);
  for (const { name, says, what } of bad) {
    const { message, reason } = await scene.condition(name, "Accepted", "False");
    expect([what, reason, message]).toEqual([what, "Invalid", expect.stringContaining(says)]);
    expect([what, await scene.status(name)]).toMatchObject([what, { phase: "Failed" }]);
  }
});

/** A document that speaks of itself. */
function named(spec: object, name: string): object {
  return JSON.parse(JSON.stringify(spec).replaceAll("NAME", name));
}

it(`a condition says of ${NOT_PLACED.length} placements that no pod may have them`, slowly, async () => {
  const bad = NOT_PLACED.map((one, i) => ({ ...one, name: `placed-${i}` }));
  for (const { name, spec, what } of bad) expect([what, await answerTo({ name }, spec)]).toEqual([what, "taken"]);
  for (const { name, says, what } of bad) {
    const { message } = await scene.condition(name, "Degraded", "True", "PlacementRefused");
    expect([what, message]).toEqual([what, expect.stringContaining(says)]);
    expect([what, await scene.pods(name)]).toEqual([what, []]);
  }
});

it.each<[string, object, string]>([
  ["another metric", { objective: { metric: "accuracy" } }, "metric and direction cannot change"],
  ["the other direction", { objective: { direction: "minimize" } }, "metric and direction cannot change"],
  ["another range", { parameters: [{ name: "x", type: "float", min: 0, max: 1 }] }, "parameters cannot change"],
  ["fewer trials", { budget: { trials: 1 } }, "trials can only grow"],
  ["longer trainings", { budget: { epochsPerTrial: 9 } }, "epochsPerTrial cannot change"],
  ["fewer epochs", { budget: { totalEpochs: 30 } }, "totalEpochs can only grow"],
])("the server takes no edit to %s", async (_what, spec, says) => {
  const budget = { trials: 20, parallel: 1, epochsPerTrial: 3, totalEpochs: 60 };
  await answerTo({ name: "kept" }, specOf({ placement: null, spec: { budget } }));
  const answer = await scene.patch("kept", { spec }).catch((error: unknown) => error);
  expect(answer).toMatchObject({ status: 422, message: expect.stringContaining(says) });
});

it("a status that comes with a document is none", slowly, async () => {
  const status = { phase: "Complete", trials: { completed: 99 }, observedGeneration: 7 };
  expect(await answerTo({ name: "forged" }, specOf({ placement: null }), status)).toBe("taken");
  await scene.condition("forged", "Accepted", "True");
  expect(await scene.status("forged")).toMatchObject({ phase: "Pending", trials: { completed: 0 } });
});

it("after all that the same controller trains a sweep to its end", slowly, async () => {
  await scene.apply("good", specOf({ trials: 1 }));
  await scene.condition("good", "Complete", "True");
  expect(scene.controller.stderr + scene.controller.stdout).not.toMatch(/(Range|Type|Assertion)Error/);
});
