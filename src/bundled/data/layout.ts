import { SweepError } from "../../error.ts";

export const MODELS = ["mlp", "cnn1d", "cnn2d"] as const;

/** A table for an MLP, a series for a 1-D CNN, an image for a 2-D CNN. */
export type Model = (typeof MODELS)[number];

/** What is trained, and the shape of one sample for it: (features), (time, channels) or (height, width, channels). */
export interface Layout {
  readonly model: Model;
  readonly shape: readonly number[];
}

/** Where the channels of an array stand: before the places of a series or an image, or after them, as is usual here. */
export const AXES = ["first", "last"] as const;
export type Axes = (typeof AXES)[number];

/**
 * How samples of a shape are taken. An MLP takes anything, flattened; a 1-D CNN also the columns of a table, as times of one channel.
 * Without a choice: (features) is a table, (height, width, channels) an image. Two axes may be a series or an image.
 *
 * @param columns Whether the one axis is the columns of a table with names.
 * @param asked `channels` null: last, unless the shape looks as if they were first.
 * @throws SweepError `invalid` for a model that cannot take the shape, and where it has to be chosen.
 */
export function layoutOf(
  shape: readonly number[],
  columns: boolean,
  asked: { readonly model: Model | "auto"; readonly channels: Axes | null },
  path: string,
): Layout {
  const chosen = asked.model === "auto" ? usual(shape, path) : asked.model;
  const taken = SHAPES[chosen](shape);
  if (!taken?.every((length) => length > 0)) {
    throw new SweepError("invalid", `${path}: model ${chosen} cannot take samples of shape (${shape.join(", ")})`);
  }
  if (!columns && asked.channels === null && looksChannelsFirst(chosen, shape)) {
    const axes = chosen === "cnn2d" ? "(channels, height, width)" : "(channels, time)";
    const rule = `look like ${axes}; say channels: first, or channels: last if the last axis is the channels`;
    throw new SweepError("invalid", `${path}: samples of shape (${shape.join(", ")}) ${rule}`);
  }
  return { model: chosen, shape: taken };
}

function usual(shape: readonly number[], path: string): Model {
  if (shape.length === 2) {
    const rule = "may be (time, channels) for model cnn1d or (height, width) for model cnn2d: choose one";
    throw new SweepError("invalid", `${path}: samples of shape (${shape.join(", ")}) ${rule}`);
  }
  return shape.length === 1 ? "mlp" : "cnn2d";
}

// Colours with transparency; the leads of an ECG, or so. Far fewer than there are places.
const FEW_CHANNELS = { mlp: 0, cnn1d: 16, cnn2d: 4 } as const satisfies Record<Model, number>;

function looksChannelsFirst(model: Model, shape: readonly number[]): boolean {
  const [first, ...others] = shape;
  if (shape.length !== (model === "cnn2d" ? 3 : 2)) return false;
  return (
    first <= FEW_CHANNELS[model] &&
    others.every((length) => length > 4 * first || (model === "cnn2d" && length > FEW_CHANNELS.cnn2d))
  );
}

const SHAPES = {
  mlp: (shape) => [shape.reduce((product, length) => product * length, 1)],
  cnn1d: ([time, channels = 1, ...more]) => (time === undefined || more.length > 0 ? null : [time, channels]),
  cnn2d: ([height, width, channels = 1, ...more]) =>
    width === undefined || more.length > 0 ? null : [height, width, channels],
} satisfies Record<Model, (shape: readonly number[]) => readonly number[] | null>;
