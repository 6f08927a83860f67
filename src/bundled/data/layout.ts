import { SweepError } from "../../error.ts";

export const MODELS = ["mlp", "cnn1d", "cnn2d"] as const;

/** A table for an MLP, a series for a 1-D CNN, an image for a 2-D CNN. */
export type Model = (typeof MODELS)[number];

/** What is trained, and the shape of one sample for it: (features), (time, channels) or (height, width, channels). */
export interface Layout {
  readonly model: Model;
  readonly shape: readonly number[];
}

/**
 * How samples of a shape are taken. An MLP takes anything, flattened; a 1-D CNN also the columns of a table, as times of one channel.
 * Without a choice: columns are a table, (time) is a series, (height, width, channels) an image. Two axes may be either.
 *
 * @param columns Whether the one axis is the columns of a table.
 * @throws SweepError `invalid` for a model that cannot take the shape, and where it has to be chosen.
 */
export function layoutOf(shape: readonly number[], columns: boolean, model: Model | "auto", path: string): Layout {
  const chosen = model === "auto" ? usual(shape, columns, path) : model;
  const taken = SHAPES[chosen](shape);
  if (taken?.every((length) => length > 0)) return { model: chosen, shape: taken };
  throw new SweepError("invalid", `${path}: model ${chosen} cannot take samples of shape (${shape.join(", ")})`);
}

function usual(shape: readonly number[], columns: boolean, path: string): Model {
  if (columns) return "mlp";
  if (shape.length === 2) {
    const rule = "may be (time, channels) for model cnn1d or (height, width) for model cnn2d: choose one";
    throw new SweepError("invalid", `${path}: samples of shape (${shape.join(", ")}) ${rule}`);
  }
  return shape.length === 1 ? "cnn1d" : "cnn2d";
}

const SHAPES = {
  mlp: (shape) => [shape.reduce((product, length) => product * length, 1)],
  cnn1d: ([time, channels = 1, ...more]) => (time === undefined || more.length > 0 ? null : [time, channels]),
  cnn2d: ([height, width, channels = 1, ...more]) =>
    width === undefined || more.length > 0 ? null : [height, width, channels],
} satisfies Record<Model, (shape: readonly number[]) => readonly number[] | null>;
