import type { Params } from "../params/params.ts";
import { batchNorm } from "./batchNorm.ts";
import type { Body } from "./body.ts";
import { convolution } from "./convolution.ts";
import type { Layer } from "./layer.ts";
import { dropout, globalMean, maxPool, relu, reshape } from "./plain.ts";

// What one value sees: 7 steps of a series, 3 × 3 of an image.
const SERIES_KERNEL = [1, 7] as const;
const IMAGE_KERNEL = [3, 3] as const;
// Filters double this often.
const DOUBLINGS = 3;

/**
 * `depth` blocks of convolution, batch norm if asked for, ReLU, and pooling of 2 along each axis that is still longer than 1; then the
 * mean over all places, and dropout. A block has twice the filters of the one before, at most 8 · `width`.
 *
 * @param shape (time, channels), which is an image of height 1, or (height, width, channels).
 */
export function cnn(shape: readonly number[], params: Params): Body {
  const series = shape.length === 2;
  let [height, width, channels] = series ? [1, ...shape] : shape;
  const layers: Layer[] = series ? [reshape([height, width, channels])] : [];
  for (let block = 0; block < params.depth; block++) {
    const filters = params.width * 2 ** Math.min(block, DOUBLINGS);
    layers.push(convolution(series ? SERIES_KERNEL : IMAGE_KERNEL, channels, filters));
    if (params.batch_norm) layers.push(batchNorm(filters));
    layers.push(relu);
    const pool = [Math.min(height, 2), Math.min(width, 2)] as const;
    if (pool[0] * pool[1] > 1) layers.push(maxPool(pool));
    [height, width, channels] = [Math.floor(height / pool[0]), Math.floor(width / pool[1]), filters];
  }
  return { layers: [...layers, globalMean, dropout(params.dropout)], features: channels };
}
