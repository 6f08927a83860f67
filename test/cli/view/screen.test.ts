import { expect, it } from "vitest";
import { Screen } from "../../../src/cli/view/screen.ts";
import { shownBy } from "../terminal.ts";

function terminal(rows = 24) {
  const sent: string[] = [];
  const screen = new Screen({ columns: 80, rows, write: (text: string) => sent.push(text) });
  return { screen, sent, shown: () => shownBy(sent.join("")) };
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
