import { getBackend } from "@tensorflow/tfjs-core";
import type { Dataset } from "../data/dataset.ts";
import type { Model } from "../data/layout.ts";
import { decayMask, type Network } from "../network/network.ts";
import type { AdamState } from "../optimizer/adam.ts";
import type { Params } from "../params/params.ts";
import type { Compute } from "./compute.ts";
import { dense } from "./simd/dense.ts";
import { hasSimd } from "./simd/kernels.ts";
import { tensors } from "./tensors.ts";

/** The fastest that computes this network here. Both say the same within the rounding of 32-bit floats. */
export function computeOf(
  network: Network,
  params: Params,
  { layout, train }: Dataset,
  { adam, statistics }: { readonly adam: AdamState; readonly statistics: Float32Array },
): Compute {
  const decay = decayMask(network).map((mask) => mask * params.weight_decay);
  const own = isDense(params, layout.model) && hasSimd && getBackend() === "wasm";
  const rows = Math.min(params.batch_size, train.rows);
  return (
    (own ? dense(network.parts, adam, decay, params.dropout, rows) : null) ??
    tensors(network, adam, statistics, decay, layout.shape)
  );
}

function isDense({ batch_norm, loss }: Params, model: Model): boolean {
  return model === "mlp" && !batch_norm && loss !== "ldam";
}
