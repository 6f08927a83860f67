import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Checkpoint, State } from "../../../src/bundled/checkpoint/checkpoint.ts";
import { openCheckpoints } from "../../../src/bundled/checkpoint/openCheckpoints.ts";
import { recordBytes } from "../../../src/bundled/checkpoint/stateRecord.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "checkpoints-"));
  file = join(folder, "checkpoints");
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

describe("checkpoints", () => {
  it("start from what is fresh in an empty folder", () => {
    expect(start()).toEqual(fresh);
  });

  it.each([1, 2, 3, 6])("go on from epoch %i when that was the last, to the bit", (last) => {
    save(1, last);
    expect(start()).toEqual(afterEpoch(last));
  });

  it("go on over several openings, whichever epoch each ended with", () => {
    save(1, 2);
    save(3, 3);
    save(4, 6);
    expect(start()).toEqual(afterEpoch(6));
  });

  it("keep a file of the same size however often the same epochs are saved", () => {
    save(1, 5);
    const once = readFileSync(file);
    expect(once.length).toBeLessThan(3 * 2 * recordBytes(fresh));
    tear(placeOf(5));
    save(5, 5);
    expect(readFileSync(file).equals(once)).toBe(true);
  });
});

describe("after a kill or a power loss, checkpoints", () => {
  it.each([4, 5])("go on from the epoch before when the state of the last, %i, is torn", (last) => {
    save(1, last);
    tear(placeOf(last));
    expect(start()).toEqual(afterEpoch(last - 1));
  });

  it("go on from the last epoch when the state before it is torn", () => {
    save(1, 5);
    tear(placeOf(4));
    expect(start()).toEqual(afterEpoch(5));
  });

  it("go on from the last epoch when a report without its state follows", () => {
    save(1, 4);
    writeFileSync(file, report(5).slice(0, 7), { flag: "a" });
    expect(start()).toEqual(afterEpoch(4));
    save(5, 6);
    expect(start()).toEqual(afterEpoch(6));
  });

  it("go on from the epoch before when the report of the last is torn", () => {
    save(1, 5);
    truncateSync(file, readFileSync(file).length - 1);
    expect(start()).toEqual(afterEpoch(4));
  });

  it("start afresh when both states are torn, and go on from there", () => {
    save(1, 5);
    tear(placeOf(4));
    tear(placeOf(5));
    expect(start()).toEqual(fresh);
    save(1, 2);
    expect(start()).toEqual(afterEpoch(2));
  });

  it("start afresh from a file of anything else", () => {
    writeFileSync(file, '{"of":"this"}');
    expect(start()).toEqual(fresh);
  });
});

describe("checkpoints of something else", () => {
  it("are not taken, and are gone", () => {
    save(1, 5, "other data");
    expect(start()).toEqual(fresh);
    expect(start("other data")).toEqual(fresh);
  });

  it("are not taken when the network has another size", () => {
    save(1, 5);
    const larger = { ...fresh, statistics: new Float32Array(9) };
    using checkpoints = openCheckpoints(folder, "this", larger);
    expect(checkpoints.start).toEqual(larger);
  });
});

const fresh: Checkpoint = { reports: [], ...state(0) };

/** Numbers that no text of a few digits holds. */
function state(epoch: number): State {
  const vector = (length: number, from: number) => Float32Array.from({ length }, (_, at) => (from + at) / (epoch + 3));
  const adam = { weights: vector(5, 1), mean: vector(5, -2), square: vector(5, 7), steps: 11 * epoch };
  return { adam, statistics: vector(2, 0.1), random: [0, 2 ** 32 - 1, epoch, 7] };
}

function report(epoch: number): string {
  return `{"epoch":${epoch},"classes":["Süd","北"]}`;
}

/** What is there to go on from after an epoch. */
function afterEpoch(epoch: number): Checkpoint {
  return { reports: Array.from({ length: epoch }, (_, at) => report(at + 1)), ...state(epoch) };
}

function start(of = "this"): Checkpoint {
  using checkpoints = openCheckpoints(folder, of, fresh);
  const { reports, adam, statistics, random } = checkpoints.start;
  return { reports, adam, statistics, random };
}

function save(from: number, to: number, of = "this"): void {
  using checkpoints = openCheckpoints(folder, of, fresh);
  for (let epoch = from; epoch <= to; epoch++) checkpoints.save(report(epoch), state(epoch));
}

/** The first byte of an epoch's state. */
function placeOf(epoch: number): number {
  return (epoch % 2) * recordBytes(fresh);
}

/** Sets the last byte of the state that starts there to another value. */
function tear(place: number): void {
  const bytes = readFileSync(file);
  const last = place + recordBytes(fresh) - 1;
  bytes[last] = bytes[last]! ^ 1;
  writeFileSync(file, bytes);
}
