import { expect, it } from "vitest";
import { linkTo, placeOf } from "../../web/src/place/place.ts";

it("reads a place out of a link that it has made, whatever is in its names", () => {
  const link = linkTo(["sweeps", "a/b c%", "trials", 3], { sort: "-param.x&y", find: "", state: undefined });
  expect(placeOf(link)).toEqual({ path: ["sweeps", "a/b c%", "trials", "3"], query: { sort: "-param.x&y" } });
});

it.each(["", "#", "#content", "#token=abc", "sweeps"])("takes %j for the first page", (hash) => {
  expect(placeOf(hash)).toEqual({ path: [], query: {} });
});

it("leaves a percent sign that encodes nothing as it was typed", () => {
  expect(placeOf("#/sweeps/100%").path).toEqual(["sweeps", "100%"]);
});
