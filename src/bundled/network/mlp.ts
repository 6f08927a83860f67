import type { Params } from "../params/params.ts";
import { batchNorm } from "./batchNorm.ts";
import type { Body } from "./body.ts";
import { dense } from "./dense.ts";
import { dropout, relu } from "./plain.ts";

/** `depth` hidden layers of `width` units each: dense, batch norm if asked for, ReLU, dropout. */
export function mlp([inputs]: readonly number[], params: Params): Body {
  const { depth, width } = params;
  const layers = Array.from({ length: depth }, (_, at) => [
    dense(at === 0 ? inputs : width, width, false),
    ...(params.batch_norm ? [batchNorm(width)] : []),
    relu,
    dropout(params.dropout),
  ]);
  return { layers: layers.flat(), features: depth === 0 ? inputs : width };
}
