import { describe, expect, it } from "vitest";
import { readDocument } from "../../../src/controller/core/document/spec.ts";
import { newSweep } from "../../../src/controller/core/newSweep.ts";
import { stream } from "../../../src/search/chance/stream.ts";
import { suggestNow } from "../../../src/search/samplers/index.ts";

/** A sweep document with parts of its spec replaced. */
function document(spec: object): unknown {
  return {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name: "believed" },
    spec: {
      parameters: { preset: "imbalance", learning_rate: { max: 0.01 } },
      budget: { trials: 20, epochsPerTrial: 9 },
      trainer: { command: ["train"] },
      ...spec,
    },
  };
}

describe("a document with a preset and a queue", () => {
  it("becomes a spec that says all of it", () => {
    const { parameters, enqueue } = readDocument(document({ enqueue: [{ loss: "focal", focal_gamma: 2 }] }));
    expect(parameters.map(({ name }) => name)).toEqual([
      "loss",
      "focal_gamma",
      "label_smoothing",
      "augmentation",
      "sampler",
      "learning_rate",
    ]);
    expect(parameters.at(-1)).toMatchObject({ max: 0.01, prior: { center: 0.001, confidence: "medium" } });
    expect(enqueue).toEqual([{ loss: "focal", focal_gamma: 2 }]);
  });

  it("becomes a sweep that tries the queue first", () => {
    const spec = readDocument(document({ enqueue: [{ loss: "focal", focal_gamma: 2 }, { loss: "ldam" }] }));
    const { sampler, history } = newSweep({ spec, atMs: 0 });
    const suggestion = suggestNow(sampler, history, stream(0, 0));
    expect(suggestion).toMatchObject({ params: { loss: "focal", focal_gamma: 2 } });
    expect(suggestion).toMatchObject({
      why: expect.stringMatching(/^enqueued 1 of 2, drawn at random: label_smoothing, /),
    });
  });

  it("is in the journal without either where it has neither", () => {
    const parameters = [{ name: "x", type: "float", min: 0, max: 1 }];
    const spec = JSON.parse(JSON.stringify(readDocument(document({ parameters }))));
    expect(spec).not.toHaveProperty("enqueue");
    expect(spec.parameters[0]).not.toHaveProperty("prior");
  });

  it("is refused with the place, the value and the rule", () => {
    const wrong = {
      parameters: { preset: "imbalance", learning_rate: { max: "0.01" } },
      enqueue: [{ loss: "focal" }, { loss: "focal", focal_gamma: 9 }],
    };
    expect(() => readDocument(document(wrong))).toThrow(
      [
        'spec.parameters.learning_rate.max: "0.01" is a text; remove the quotes to make it a number',
        "spec.enqueue[1].focal_gamma: 9 must lie in [0.5, 5]",
      ].join("\n"),
    );
    expect(() => readDocument(document({ enqueue: new Array(21).fill({}) }))).toThrow(
      "spec.enqueue: must have at most 20, one a trial of the budget, not 21",
    );
  });
});
