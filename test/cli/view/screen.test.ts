import { expect, it } from "vitest";
import { Screen } from "../../../src/cli/view/screen.ts";
import { shownBy } from "../terminal.ts";

function terminal(rows = 24) {
  const sent: string[] = [];
  const out = { columns: 80, rows, write: (text: string) => sent.push(text) };
  return { screen: new Screen(out), out, sent, shown: () => shownBy(sent.join("")) };
}

it("redraws the block in place", () => {
  const { screen, shown } = terminal();
  screen.draw([], ["1 of 3", "trial 0  a long curve"]);
  screen.draw([], ["2 of 3", "trial 1"]);
  expect(shown()).toEqual(["2 of 3", "trial 1", ""]);
});

it("keeps the lasting lines above the block, in their order", () => {
  const { screen, shown } = terminal();
  screen.draw(["first"], ["1 of 3", "trial 0", "trial 1"]);
  screen.draw(["second", "third"], ["2 of 3"]);
  expect(shown()).toEqual(["first", "second", "third", "2 of 3", ""]);
});

it("takes away the rows of a block that has become shorter", () => {
  const { screen, shown } = terminal();
  screen.draw([], ["a", "b", "c"]);
  screen.draw([], ["a"]);
  expect(shown()).toEqual(["a", ""]);
});

it("draws no more rows than the terminal has", () => {
  const { screen, shown } = terminal(3);
  screen.draw([], ["a", "b", "c", "d"]);
  screen.draw([], ["A", "B", "C", "D"]);
  expect(shown()).toEqual(["A", "B", ""]);
});

it("sends each redraw as one write, and nothing where nothing has changed", () => {
  const { screen, sent } = terminal();
  screen.draw(["first"], ["a", "b"]);
  screen.draw([], ["a", "b"]);
  expect(sent).toHaveLength(1);
});

it("leaves only the lasting lines when it is closed", () => {
  const { screen, shown } = terminal();
  screen.draw(["first"], ["a", "b"]);
  screen.close();
  expect(shown()).toEqual(["first", ""]);
});

it("shows nothing of what stood there before after the terminal has another width", () => {
  const { screen, out, sent } = terminal(7);
  screen.draw(["first", "second ".repeat(20)], ["a block of one line", "and another"]);
  out.columns = 40;
  screen.draw(["third"], ["a block"]);
  // Home and clear, then the lines that have room: the second one takes four rows now.
  const [, ...rest] = sent.at(-1)!.split("\x1b[H\x1b[J");
  expect(shownBy(rest.join(""))).toEqual(["second ".repeat(20).trimEnd(), "third", "a block", ""]);
  screen.draw([], ["a block", "that grows"]);
  expect(sent.at(-1)).not.toContain("\x1b[H");
});

it("keeps the last letter of a line as wide as the terminal", () => {
  const { screen, sent } = terminal();
  screen.draw([], ["x".repeat(80)]);
  expect(sent[0]).toContain(`\x1b[K${"x".repeat(80)}\n`);
});
