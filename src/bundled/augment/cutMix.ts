import { shuffled } from "../shuffled.ts";
import { boxIn, eachPlace } from "./box.ts";
import { mix } from "./mix.ts";
import { type BatchPart, picture } from "./part.ts";

/**
 * With a chance of `strength`: puts the same box of another row of the batch into each row, and mixes the truth by the box's area. The box
 * has any area from nothing to all, before it is cut at the borders. Yun et al., CutMix, ICCV 2019, with α = 1.
 */
export const cutMix: BatchPart = ({ rows, shape, features, truth }, strength, random) => {
  if (random.next() >= strength) return;
  const [height, width, channels] = picture(shape);
  const area = random.next();
  const box = boxIn(height, width, height === 1 ? area : Math.sqrt(area), random);
  const partners = shuffled(rows, random);
  const from = features.slice();
  const size = height * width * channels;
  let cut = 0;
  eachPlace(box, width, channels, (at) => {
    cut++;
    partners.forEach((partner, row) => {
      features.set(from.subarray(partner * size + at, partner * size + at + channels), row * size + at);
    });
  });
  mix(truth, truth.length / rows, partners, 1 - cut / (height * width));
};
