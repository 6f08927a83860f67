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
      { number: 1, text: "a", bytes: 2, cut: false, end: "", overwritten: false },
      { number: 2, text: "b", bytes: 1, cut: false, end: "", overwritten: false },
    ]);
  });

  it("keeps the first bytes of a line over the limit and its end, and counts the rest", () => {
    expect(split([Buffer.from("abc"), Buffer.from("def"), Buffer.from("gh\nij")], 4)).toEqual([
      { number: 1, text: "abcd", bytes: 8, cut: true, end: "efgh", overwritten: false },
      { number: 2, text: "ij", bytes: 2, cut: false, end: "", overwritten: false },
    ]);
  });

  it("has no colours", () => {
    const [line] = split([Buffer.from("\x1b[1mEpoch \x1b[36m3\x1b[0m/9 | f1: \x1b[32m0.5123\x1b[0m\x1b[K\n")], 1_000);
    expect(line?.text).toBe("Epoch 3/9 | f1: 0.5123");
  });
});

describe("the lines of a text for a terminal", () => {
  const shown = (text: string, size = text.length, limit = 1_000) => {
    const bytes = Buffer.from(text);
    const splitter = new LineSplitter(limit, true);
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    return [...chunks.flatMap((chunk) => [...splitter.push(chunk)]), ...splitter.end()].flatMap(
      ({ text, overwritten }) => {
        return overwritten ? [] : [text];
      },
    );
  };

  it.each([
    ["10%\r50%\r100% f1 0.5\n", ["100% f1 0.5"]],
    ["one\r\ntwo\r\r\n", ["one", "two"]],
    ["bar\r   \rf1 0.5\n", ["f1 0.5"]],
    ["\rstarts\n\n", ["starts", ""]],
    ["no end\rf1 0.5", ["f1 0.5"]],
    ["0.4\b\b\b0.5\n", ["0.5"]],
    ["bar\x1b[1Gf1 0.5\n", ["f1 0.5"]],
  ])("are what it shows in the end: %j", (text, lines) => {
    for (const size of [1, 2, 3, 100]) expect(shown(text, size)).toEqual(lines);
  });

  it("are preceded by what was written over, as states of the same line", () => {
    const splitter = new LineSplitter(1_000, true);
    const states = [...splitter.push(Buffer.from("one\n10%\r50%\r\r100%\n"))];
    expect(states.map(({ number, text, overwritten }) => [number, text, overwritten])).toEqual([
      [1, "one", false],
      [2, "10%", true],
      [2, "50%", true],
      [2, "100%", false],
    ]);
  });

  it("do not lose their end, however long a bar is drawn", () => {
    expect(shown(`${"\r 4000/4000 [====]".repeat(50_000)} - val_f1: 0.5123\n`)).toEqual([
      " 4000/4000 [====] - val_f1: 0.5123",
    ]);
  });
});
