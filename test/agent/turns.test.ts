import { expect, it } from "vitest";
import { Turns } from "../../src/agent/turns.ts";

it("a controller that is alone is called again and again", () => {
  const turns = new Turns(["a:1"]);
  expect(turns.next(0)).toBe("a:1");
  turns.failed("a:1", true, 0);
  expect(turns.next(1)).toBe("a:1");
});

it("controllers at which nobody is are called in turns", () => {
  const turns = new Turns(["a:1", "b:1", "c:1"]);
  const called = [1, 2, 3, 4].map((nowMs) => {
    const address = turns.next(nowMs);
    turns.failed(address, false, nowMs);
    return address;
  });
  expect(called).toEqual(["a:1", "b:1", "c:1", "a:1"]);
});

it("one that was lost is left alone for four seconds, while the other is tried", () => {
  const turns = new Turns(["a:1", "b:1"]);
  turns.failed("a:1", true, 0);
  const called = [100, 1_000, 2_000, 3_999, 4_000].map((nowMs) => {
    const address = turns.next(nowMs);
    turns.failed(address, false, nowMs);
    return address;
  });
  expect(called).toEqual(["b:1", "b:1", "b:1", "b:1", "a:1"]);
});
