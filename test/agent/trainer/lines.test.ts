import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineSplitter } from "../../../src/agent/trainer/lines.ts";

function split(chunks: readonly Buffer[], limit: number) {
  const splitter = new LineSplitter(limit);
  return [...chunks.flatMap((chunk) => [...splitter.push(chunk)]), ...splitter.end()];
}

describe("LineSplitter", () => {
  it("finds the same lines as a split of the whole text, however the text is cut into chunks", () => {
    const piece = fc.constantFrom("a", "é", "\n", "loss 0.1", "");
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 7 }), (pieces, size) => {
        const whole = Buffer.from(pieces.join(""));
        const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) =>
          whole.subarray(i * size, (i + 1) * size),
        );
        const expected = whole.toString().split("\n");
        if (expected.at(-1) === "") expected.pop();
        expect(split(chunks, 1_000).map(({ text }) => text)).toEqual(expected);
      }),
    );
  });

  it("numbers the lines from 1 and takes a carriage return off", () => {
    expect(split([Buffer.from("a\r\nb\n")], 10)).toEqual([
      { number: 1, text: "a", bytes: 2, cut: false },
      { number: 2, text: "b", bytes: 1, cut: false },
    ]);
  });

  it("keeps the first bytes of a line over the limit and counts the rest", () => {
    expect(split([Buffer.from("abc"), Buffer.from("def"), Buffer.from("gh\nij")], 4)).toEqual([
      { number: 1, text: "abcd", bytes: 8, cut: true },
      { number: 2, text: "ij", bytes: 2, cut: false },
    ]);
  });
});
