/** Every sampler, under the name that documents give it. */
export { auto } from "./auto.ts";
export { gp } from "./gp.ts";
export { grid } from "./grid.ts";
export { random } from "./random.ts";
export { sobol } from "./sobol.ts";
export { tpe } from "./tpe.ts";
