import { describe, expect, it } from "vitest";
import { createRequest } from "../../../src/controller/core/createRequest.ts";
import { execute } from "../../../src/controller/core/execute.ts";
import { created, document, given, now, running } from "./given.ts";

const asked = (suspend?: boolean, budget: object = {}) => {
  return { kind: "create", spec: document(budget), suspend, ...now } as const;
};
const paused = { kind: "sweepPaused", atMs: 1200 } as const;

describe("a document that says suspend", () => {
  it("makes a sweep that rests from its first moment", () => {
    const { events, sweep } = execute(null, asked(true));
    expect(events.map(({ kind }) => kind)).toEqual(["sweepCreated", "sweepPaused"]);
    expect(sweep?.phase).toBe("paused");
  });

  it("pauses a sweep that runs, once", () => {
    given(created(), running(0)).when(asked(true)).then({ kind: "sweepPaused" });
    given(created(), running(0), [paused]).when(asked(true)).answers("done");
  });

  it("lets one that rests go on where it says false, and where it says nothing leaves it", () => {
    given(created(), [paused]).when(asked(false)).then({ kind: "sweepResumed" });
    given(created(), [paused]).when(asked()).answers("done");
    given(created()).when(asked(false)).answers("done");
  });

  it("is an edit beside others", () =>
    given(created())
      .when(asked(true, { trials: 30 }))
      .then({ kind: "sweepChanged" }, { kind: "sweepPaused" }));

  it("changes nothing of one that has ended", () => {
    const over = { kind: "sweepEnded", state: "completed", reason: "done", atMs: 1500 } as const;
    given(created(), [over]).when(asked(true)).answers("done");
  });

  it("is read beside a placement, of which the sweep knows nothing", () => {
    const spec = {
      parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
      budget: { trials: 4, epochsPerTrial: 3 },
      trainer: { command: ["train"] },
    };
    const document = { apiVersion: "macrosweep.dev/v1alpha1", kind: "Sweep", metadata: { name: "small" }, spec };
    const placed = { ...document, spec: { ...spec, suspend: true, placement: { image: "train:1" } } };
    expect(createRequest(placed)).toEqual({ ...createRequest(document), suspend: true });
  });
});
