import { expect, it } from "vitest";
import { paint } from "../../../src/cli/view/line.ts";
import { logLine } from "../../../src/cli/view/logLine.ts";

const AT = new Date(2026, 10, 29, 18, 3, 7).getTime();
const lease = { sweep: "beats", trial: 12, attempt: 1 };
const told = (fields: object) => {
  const line = logLine({ level: 30, time: AT, msg: "", pid: 1, hostname: "box", ...fields });
  return paint(line, false);
};

it.each([
  [
    { msg: "trial started", lease, log: "w/12/attempt-1.log" },
    "18:03:07  beats trial 12  started  log w/12/attempt-1.log",
  ],
  [
    { msg: "trial pruned", lease, reason: "rung 3: rank 5 of 6" },
    "18:03:07  beats trial 12  pruned: rung 3: rank 5 of 6",
  ],
  [{ msg: "trial ended", lease, outcome: "OUTCOME_COMPLETED", reason: "" }, "18:03:07  beats trial 12  completed"],
  [
    { msg: "trial ended", lease: { ...lease, attempt: 2 }, outcome: "OUTCOME_FAILED", reason: "exit code 1" },
    "18:03:07  beats trial 12  failed (attempt 2): exit code 1",
  ],
  [{ msg: "session open", controller: "box:7450" }, "18:03:07  session open  controller box:7450"],
  [{ msg: "GPUs found", gpus: [] }, "18:03:07  GPUs found"],
])("%o is a line for people", (fields, line) => {
  expect(told(fields)).toBe(line);
});

it("a warning and an error stand out", () => {
  expect(paint(logLine({ level: 40, time: AT, msg: "careful" }), true)).toContain("\x1b[33mcareful");
  expect(paint(logLine({ level: 50, time: AT, msg: "broken" }), true)).toContain("\x1b[31mbroken");
});
