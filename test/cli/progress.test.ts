import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { openProgress } from "../../src/cli/progress.ts";
import { sweep, trial } from "./sweeps.ts";
import { shownBy } from "./terminal.ts";

function stream(isTTY: boolean) {
  const sent: string[] = [];
  const events = new EventEmitter();
  const write = (text: string) => sent.push(text);
  return Object.assign(events, { isTTY, columns: 60, rows: 24, write, text: () => sent.join("") });
}

const BEFORE = sweep({ best: null, elapsedMs: 30_000 });
const PRUNED = { trial: 3, text: "pruned at epoch 3 with 0.4012: rung 3: rank 5 of 6" };

it("is a block under the happenings on a terminal, which is gone at the end", () => {
  const out = stream(true);
  const progress = openProgress({ json: false }, out);
  progress.show({ sweep: BEFORE, happenings: [], running: [trial()] });
  progress.show({ sweep: sweep(), happenings: [PRUNED], running: [trial()] });
  expect(shownBy(out.text())).toEqual([
    "Sweep beats: maximize macro-F1; 40 trials (12 are over), 2 at a time, 27 epochs each",
    "  0:42  trial 3  pruned at epoch 3 with 0.4012: rung 3: rank 5 of 6",
    "  0:42  best so far: trial 7 with macro-F1 0.7312",
    "  0:42  There is no sample of class Q: macro-F1 is the mean over the 2 others, and counts it as 0 where a sample is mistaken for it",
    "",
    "beats  ━━━━━━───────────────  12 of 40 trials  0:42  running",
    "  5 completed  6 pruned  1 failed  2 running",
    "    201 epochs, 144 saved by pruning (38 %)",
    "  best  macro-F1 0.7312 ± 0.0400  trial 7",
    "        loss=focal  focal_gamma=2.125  augment=false",
    "  trial 12  epoch  3/27  0.6250  ▁▆█",
    "  and 1 more",
    "",
  ]);
  progress.close();
  expect(shownBy(out.text())).toHaveLength(5);
});

it("is one plain line a happening elsewhere", () => {
  const out = stream(false);
  const progress = openProgress({ json: false }, out);
  progress.show({ sweep: BEFORE, happenings: [], running: [] });
  progress.show({ sweep: sweep(), happenings: [PRUNED], running: [] });
  progress.show({ sweep: sweep(), happenings: [], running: [] });
  progress.close();
  expect(out.text()).toBe(
    "Sweep beats: maximize macro-F1; 40 trials (12 are over), 2 at a time, 27 epochs each\n" +
      "  0:42  trial 3  pruned at epoch 3 with 0.4012: rung 3: rank 5 of 6\n" +
      "  0:42  best so far: trial 7 with macro-F1 0.7312\n" +
      "  0:42  There is no sample of class Q: macro-F1 is the mean over the 2 others, and counts it as 0 where a sample is mistaken for it\n",
  );
});

it("says once what a sweep waits for", () => {
  const out = stream(false);
  const progress = openProgress({ json: false }, out);
  const waiting = sweep({ reason: 'waits for an agent with gpu "H100"; connected: none' });
  progress.show({ sweep: waiting, happenings: [], running: [] });
  progress.show({ sweep: waiting, happenings: [], running: [] });
  expect(
    out
      .text()
      .split("\n")
      .filter((line) => line.includes("H100")),
  ).toEqual(['  0:42  waits for an agent with gpu "H100"; connected: none']);
});

it("is drawn anew at once when the terminal gets another size, and listens no more when it is closed", () => {
  const out = stream(true);
  const progress = openProgress({ json: false }, out);
  progress.show({ sweep: BEFORE, happenings: [], running: [] });
  const before = out.text().length;
  out.columns = 40;
  out.emit("resize");
  expect(out.text().slice(before)).toContain("\x1b[H\x1b[J");
  progress.close();
  expect(out.listenerCount("resize")).toBe(0);
});

it("says how to start an agent to whom that may be news, and not to a run, which has its own", () => {
  const waiting = sweep({ reason: "waits for an agent; none is connected", agents: 0 });
  const told = (agents?: string) => {
    const out = stream(false);
    openProgress({ json: false, agents }, out).show({ sweep: waiting, happenings: [], running: [] });
    return out.text();
  };
  expect(told("gpu-box:7450")).toContain("npx macrosweep agent --controller gpu-box:7450\n");
  expect(told()).not.toContain("npx macrosweep agent");
});
