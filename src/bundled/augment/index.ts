import type { Model } from "../data/layout.ts";
import type { Params } from "../params/params.ts";
import type { Random } from "../random.ts";
import { cutMix } from "./cutMix.ts";
import { cutout } from "./cutout.ts";
import { drop } from "./drop.ts";
import { mixup } from "./mixup.ts";
import { noise } from "./noise.ts";
import type { Batch, BatchPart, SamplePart } from "./part.ts";
import { scale } from "./scale.ts";
import { shift } from "./shift.ts";
import { specAugment } from "./specAugment.ts";
import { warp } from "./warp.ts";

/** Changes a batch in place by every part that is on, with the strength of the params. At strength 0 nothing changes and nothing is drawn. */
export function augment(batch: Batch, model: Model, params: Params, random: Random): void {
  const strength = params.augmentation;
  if (strength === 0) return;
  const size = batch.features.length / batch.rows;
  const parts = SAMPLE_PARTS[model].filter(([name]) => params[name]);
  for (let row = 0; row < batch.rows; row++) {
    const sample = batch.features.subarray(row * size, (row + 1) * size);
    for (const [, part] of parts) part(sample, batch.shape, strength, random);
  }
  mixing(params, random)?.(batch, strength, random);
}

// By what is trained, in the order of their effect: what is set to zero stays zero.
const SAMPLE_PARTS = {
  mlp: [
    ["augment_noise", noise],
    ["augment_scale", scale],
    ["augment_drop", drop],
  ],
  cnn1d: [
    ["augment_warp", warp],
    ["augment_shift", shift],
    ["augment_noise", noise],
    ["augment_scale", scale],
    ["augment_cutout", cutout],
  ],
  cnn2d: [
    ["augment_shift", shift],
    ["augment_noise", noise],
    ["augment_scale", scale],
    ["augment_cutout", cutout],
    ["augment_spec", specAugment],
  ],
} as const satisfies Record<Model, readonly (readonly [keyof Params, SamplePart])[]>;

/** A batch is mixed in one way: where both are on, each has the same chance. */
function mixing({ augment_mixup, augment_cutmix }: Params, random: Random): BatchPart | null {
  if (augment_mixup && augment_cutmix) return random.next() < 0.5 ? mixup : cutMix;
  if (augment_mixup) return mixup;
  return augment_cutmix ? cutMix : null;
}
