import { describe, expect, it } from "vitest";
import { layoutOf } from "../../../src/bundled/data/layout.ts";

describe("a layout", () => {
  it.each([
    ["the columns of a table", [9], true, "auto", "mlp", [9]],
    ["the columns of a table as times", [64], true, "cnn1d", "cnn1d", [64, 1]],
    ["the features of arrays", [64], false, "auto", "mlp", [64]],
    ["a series", [64], false, "cnn1d", "cnn1d", [64, 1]],
    ["a series of two channels", [64, 2], false, "cnn1d", "cnn1d", [64, 2]],
    ["a spectrogram", [40, 100], false, "cnn2d", "cnn2d", [40, 100, 1]],
    ["a picture", [8, 8, 3], false, "auto", "cnn2d", [8, 8, 3]],
    ["a picture for an MLP", [8, 8, 3], false, "mlp", "mlp", [192]],
  ] as const)("of %s", (_, shape, columns, asked, model, taken) => {
    expect(layoutOf(shape, columns, { model: asked, channels: null }, "x")).toEqual({ model, shape: taken });
  });

  it.each([
    [
      "two axes that may be either",
      [40, 100],
      false,
      "auto",
      "x: samples of shape (40, 100) may be (time, channels) for model cnn1d or (height, width) for model cnn2d: choose one",
    ],
    ["a table as an image", [9], true, "cnn2d", "x: model cnn2d cannot take samples of shape (9)"],
    ["an image as a series", [8, 8, 3], false, "cnn1d", "x: model cnn1d cannot take samples of shape (8, 8, 3)"],
    ["samples without values", [0], false, "auto", "x: model mlp cannot take samples of shape (0)"],
    ["samples without an axis", [], false, "cnn1d", "x: model cnn1d cannot take samples of shape ()"],
  ] as const)("is refused for %s", (_, shape, columns, asked, message) => {
    expect(() => layoutOf(shape, columns, { model: asked, channels: null }, "x")).toThrow(message);
  });

  it.each([
    ["a picture", [3, 64, 64], "auto", "(channels, height, width)"],
    ["a small picture", [1, 8, 8], "cnn2d", "(channels, height, width)"],
    ["an ECG", [12, 5000], "cnn1d", "(channels, time)"],
  ] as const)("is asked about where the channels of %s seem to come first", (_, shape, model, axes) => {
    const asked = (channels: "first" | "last" | null) => layoutOf(shape, false, { model, channels }, "x");
    expect(() => asked(null)).toThrow(`samples of shape (${shape.join(", ")}) look like ${axes}; say channels: first`);
    expect(asked("last").shape).toEqual(shape);
  });

  it.each([
    [[8, 8, 3], "auto"],
    [[3, 3, 3], "auto"],
    [[4, 4, 1], "auto"],
    [[50, 3], "cnn1d"],
    [[50, 100], "cnn1d"],
  ] as const)("of shape %j is taken without asking", (shape, model) => {
    expect(layoutOf(shape, false, { model, channels: null }, "x").shape).toEqual(shape);
  });
});
