import { expect, it } from "vitest";
import { openProgress } from "../../src/cli/progress.ts";
import { shownBy } from "./terminal.ts";
import { sweep, trial } from "./wire.ts";

function stream(isTTY: boolean) {
  const sent: string[] = [];
  return { isTTY, columns: 60, rows: 24, write: (text: string) => sent.push(text), text: () => sent.join("") };
}

const { best: _, ...BEFORE } = sweep({ elapsedMs: 30_000 });
const PRUNED = { trial: 3, text: "pruned at epoch 3 with 0.4012: rung 3: rank 5 of 6" };

it("is a block under the happenings on a terminal, which is gone at the end", () => {
  const out = stream(true);
  const progress = openProgress(false, out);
  progress.show({ sweep: BEFORE, happenings: [] }, [trial()]);
  progress.show({ sweep: sweep(), happenings: [PRUNED] }, [trial()]);
  expect(shownBy(out.text())).toEqual([
    "Sweep beats: maximize macro-F1; 40 trials (12 are over), 2 at a time, 27 epochs each",
    "  0:42  trial 3  pruned at epoch 3 with 0.4012: rung 3: rank 5 of 6",
    "  0:42  best so far: trial 7 with macro-F1 0.7312",
    "",
    "beats  ━━━━━━━━━━──────────────────────  12 of 40 trials  0:",
    "  5 completed  6 pruned  1 failed  2 running    201 epochs,",
    "  best  macro-F1 0.7312 ± 0.0400  trial 7",
    "        loss=focal focal_gamma=2.125 augment=false",
    "  trial 12  epoch  3/27  0.6250  ▁▆█",
    "",
  ]);
  progress.close();
  expect(shownBy(out.text())).toHaveLength(4);
});

it("is one plain line a happening elsewhere", () => {
  const out = stream(false);
  const progress = openProgress(false, out);
  progress.show({ sweep: BEFORE, happenings: [] }, []);
  progress.show({ sweep: sweep(), happenings: [PRUNED] }, []);
  progress.show({ sweep: sweep(), happenings: [] }, []);
  progress.close();
  expect(out.text()).toBe(
    "Sweep beats: maximize macro-F1; 40 trials (12 are over), 2 at a time, 27 epochs each\n" +
      "  0:42  trial 3  pruned at epoch 3 with 0.4012: rung 3: rank 5 of 6\n" +
      "  0:42  best so far: trial 7 with macro-F1 0.7312\n",
  );
});

it("says once what a sweep waits for", () => {
  const out = stream(false);
  const progress = openProgress(false, out);
  const waiting = sweep({ reason: 'waits for an agent with gpu "H100"; connected: none' });
  progress.show({ sweep: waiting, happenings: [] }, []);
  progress.show({ sweep: waiting, happenings: [] }, []);
  expect(
    out
      .text()
      .split("\n")
      .filter((line) => line.includes("H100")),
  ).toEqual(['  0:42  waits for an agent with gpu "H100"; connected: none']);
});
