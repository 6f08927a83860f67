/** Every pruner, under the name that documents give it. */

export { asha } from "./asha.ts";
export { auto } from "./auto.ts";
export { curve } from "./curve.ts";
export { hyperband } from "./hyperband.ts";
export { median } from "./median.ts";
export { none } from "./none.ts";
export { oneEpoch } from "./oneEpoch.ts";
export { patience } from "./patience.ts";
export { percentile } from "./percentile.ts";
export { threshold } from "./threshold.ts";
