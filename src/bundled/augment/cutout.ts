import { boxIn, eachPlace } from "./box.ts";
import { picture, type SamplePart } from "./part.ts";

// Side of the box at full strength, as a share of the picture's.
const SIDE = 0.5;

/** Sets a box with sides of 0.5 · strength to the training mean: DeVries and Taylor, Improved Regularization with Cutout, 2017. */
export const cutout: SamplePart = (sample, shape, strength, random) => {
  const [height, width, channels] = picture(shape);
  eachPlace(boxIn(height, width, SIDE * strength, random), width, channels, (at) => sample.fill(0, at, at + channels));
};
