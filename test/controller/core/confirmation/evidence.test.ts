import { describe, expect, it } from "vitest";
import { evidenceOf, judgementOf } from "../../../../src/controller/core/confirmation/evidence.ts";
import type { Event } from "../../../../src/controller/core/events.ts";
import { created, document, ended, given, leased, reported, suggested } from "../given.ts";

describe("the evidence of a confirmation", () => {
  // Their levels, of the last two epochs, are the same; the last epoch alone tells them apart.
  const steady = [0.3, 0.6, 0.6, 0.6, 0.6, 0.45];
  const lucky = [0.3, 0.5, 0.5, 0.5, 0.5, 0.55];
  const spec = document({ trials: 3, epochsPerTrial: 6 }, { confirm: { top: 2, seeds: 2 }, pruner: { name: "none" } });
  const { sweep } = given(
    created(spec),
    ...[0, 1, 2].flatMap((trial) => trained(trial, trial === 1 ? steady : lucky)),
    { kind: "confirmationStarted", finalists: [1, 0], seeds: [1, 2], atMs: 1000 },
    ...[3, 4, 5, 6].flatMap((trial) => trained(trial, trial % 2 ? steady : lucky, trial % 2 ? 1 : 0)),
  );

  it("takes levels, raised to where the runs end on average", () => {
    const { evidence } = evidenceOf(sweep!);
    const rise = ((0.45 - 0.525) * 2 + (0.55 - 0.525) * 2) / 4;
    const near = (value: number) => expect.closeTo(value + rise, 12);
    expect(evidence.finalists).toEqual([
      [near(0.525), near(0.525)],
      [near(0.525), near(0.525)],
    ]);
    const [first, second] = evidence.finalists.map((values) => values[0]!);
    expect((first! + second!) / 2).toBeCloseTo((0.45 + 0.55) / 2, 12);
  });

  it("judges by them: what differs in the last epoch only is not told apart", () => {
    const { judgement } = judgementOf(sweep!)!;
    expect(judgement.indistinguishable).toHaveLength(1);
    expect(judgement.finalists[0]!.value).toBeCloseTo(judgement.finalists[1]!.value, 3);
  });
});

function trained(trial: number, curve: readonly number[], replicateOf?: number): Event[] {
  const event = suggested(trial);
  const origin = replicateOf === undefined ? {} : { replicateOf, replicate: Math.floor((trial - 1) / 2) };
  return [
    { ...event, ...origin } as Event,
    leased(trial),
    ...curve.map((value, i) => reported(trial, i + 1, value)),
    ...ended(trial),
  ];
}
