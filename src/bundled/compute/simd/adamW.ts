import { EPSILON, MEAN_DECAY, SQUARE_DECAY } from "../../optimizer/adam.ts";
import { type Code, float, four, get, int, type Kernel, move, set, whileAtLeast } from "./encode.ts";

const [LENGTH, WEIGHTS, MEAN, SQUARE, GRADIENT, DECAY, RATE, STEP, ROOT_FACTOR] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const [SLOPE, NEW_MEAN, NEW_SQUARE] = [9, 10, 11];
const at = (vector: number): Code => four.load(get(vector), 0);
const all = (value: number): Code => four.fill(float(value));
const mixed = (share: number, old: Code, fresh: Code): Code =>
  four.add(four.multiply(all(share), old), four.multiply(all(1 - share), fresh));

/** `adamStep` on vectors of a length that is a multiple of 4: the same formula, in 32-bit floats as PyTorch's. */
export const adamW: Kernel = {
  params: [...new Array(6).fill("i32"), "f32", "f32", "f32"],
  locals: ["v128", "v128", "v128"],
  body: whileAtLeast(LENGTH, 4, [
    ...set(SLOPE, at(GRADIENT)),
    ...set(NEW_MEAN, mixed(MEAN_DECAY, at(MEAN), get(SLOPE))),
    ...four.store(get(MEAN), 0, get(NEW_MEAN)),
    ...set(NEW_SQUARE, mixed(SQUARE_DECAY, at(SQUARE), four.multiply(get(SLOPE), get(SLOPE)))),
    ...four.store(get(SQUARE), 0, get(NEW_SQUARE)),
    ...four.store(get(WEIGHTS), 0, four.subtract(kept(), change())),
    ...[WEIGHTS, MEAN, SQUARE, GRADIENT, DECAY].flatMap((vector) => move(vector, int(16))),
    ...move(LENGTH, int(-4)),
  ]),
};

function kept(): Code {
  const lost = four.multiply(four.fill(get(RATE)), at(DECAY));
  return four.multiply(at(WEIGHTS), four.subtract(all(1), lost));
}

function change(): Code {
  const size = four.add(four.multiply(four.root(get(NEW_SQUARE)), four.fill(get(ROOT_FACTOR))), all(EPSILON));
  return four.divide(four.multiply(four.fill(get(STEP)), get(NEW_MEAN)), size);
}
