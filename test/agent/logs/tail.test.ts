import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Tail } from "../../../src/agent/logs/tail.ts";
import { LOG_END_BYTES, pieceOf } from "../../../src/logEnd.ts";

const KEPT = LOG_END_BYTES;

describe("the end of a log", () => {
  it("is all of it while that is short", () => {
    const tail = new Tail();
    tail.write(Buffer.from("one\n"));
    tail.write(Buffer.from("zwölf\n"));
    expect(tail.read()).toEqual({ text: "one\nzwölf\n", start: 0, end: 11 });
  });

  it("is what follows, for whoever has the rest", () => {
    const tail = new Tail();
    tail.write(Buffer.from("one\n"));
    const { end } = tail.read();
    tail.write(Buffer.from("two\n"));
    expect(tail.read(end)).toEqual({ text: "two\n", start: 4, end: 8 });
    expect(tail.read(8)).toEqual({ text: "", start: 8, end: 8 });
  });

  it("is the last there is for whoever has read another log, which was longer", () => {
    const tail = new Tail();
    tail.write(Buffer.from("one\n"));
    expect(tail.read(1_000)).toEqual({ text: "one\n", start: 0, end: 4 });
  });

  it("begins with a whole line where something before it is left out", () => {
    const tail = new Tail();
    for (let i = 0; i < 10_000; i++) tail.write(Buffer.from(`line ${i} of a long log\n`));
    const { text, start, end } = tail.read();
    expect(text).toMatch(/^line \d+ of a long log\n/);
    expect(text.endsWith("line 9999 of a long log\n")).toBe(true);
    expect(end - start).toBe(Buffer.byteLength(text));
    expect(end - start).toBeGreaterThan(KEPT - 100);
    expect(end - start).toBeLessThanOrEqual(KEPT);
  });

  it("is the same as that of the whole text, whatever was printed and whoever asks", () => {
    const line = fc.tuple(fc.constantFrom("x", "é", "\u{1f600}"), fc.nat({ max: 30_000 })).map(([c, n]) => c.repeat(n));
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.option(fc.nat({ max: 400_000 }), { nil: undefined }),
        (lines, after) => {
          const tail = new Tail();
          const all = lines.map((text) => Buffer.from(`${text}\n`));
          for (const bytes of all) tail.write(bytes);
          expect(tail.read(after)).toEqual(pieceOf(Buffer.concat(all), 0, after));
        },
      ),
    );
  });
});
