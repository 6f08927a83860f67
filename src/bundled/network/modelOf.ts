import type { Layout } from "../data/layout.ts";
import type { Params } from "../params/params.ts";
import { cnn } from "./cnn.ts";
import { cosine } from "./cosine.ts";
import { dense } from "./dense.ts";
import { mlp } from "./mlp.ts";
import { type Network, networkOf } from "./network.ts";

/** The network that the params ask for, on samples of this layout. */
export function modelOf({ model, shape }: Layout, classes: number, params: Params): Network {
  const { layers, features } = model === "mlp" ? mlp(shape, params) : cnn(shape, params);
  const head = params.loss === "ldam" ? cosine(features, classes) : dense(features, classes, true);
  return networkOf([...layers, head]);
}
