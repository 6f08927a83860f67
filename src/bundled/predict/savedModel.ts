import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { SweepError } from "../../error.ts";
import { isObject } from "../../fields.ts";
import type { Encoding } from "../data/oneHot.ts";
import { SCALING_LAYERS } from "../save/layersModel.ts";

/** What trial.json of a saved folder says of its model. */
export interface About {
  /** Of one sample. */
  readonly shape: readonly number[];
  readonly classes: readonly string[];
  /** Of a table; null for arrays. */
  readonly columns: readonly Encoding[] | null;
  /** By input: a place on the last axis. */
  readonly medians: readonly (number | null)[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly clip: number;
  /** How the training data was written; absent: not said, and an earlier version did not. */
  readonly encoding?: string | null;
  readonly decimal?: string;
}

export interface SavedModel {
  readonly about: About;
  /** From samples that are filled up and scaled (rows × the product of the shape) to rows × classes. */
  readonly probabilities: (samples: Float32Array, rows: number) => Float32Array;
}

/** The model that `best --save` has written. @throws SweepError `invalid` for a folder without one. */
export async function openModel(folder: string): Promise<SavedModel> {
  const about = aboutIn(read(folder, "trial.json").toString());
  if (about === null) {
    throw new SweepError(
      "invalid",
      `${folder}: has a trial.json without columns and medians; save it again with this version`,
    );
  }
  const { modelTopology, weightsManifest } = JSON.parse(read(folder, "model.json").toString());
  const weightData = Uint8Array.from(read(folder, "weights.bin")).buffer;
  const artifacts = { modelTopology, weightSpecs: weightsManifest[0].weights, weightData };
  const model = await tfl.loadLayersModel(tf.io.fromMemory(artifacts));
  // Scaling is done before, in 64 bits.
  const layers = model.layers.slice(SCALING_LAYERS);
  const probabilities = (samples: Float32Array, rows: number) =>
    tf.tidy(() => {
      const input: tf.Tensor = tf.tensor(samples, [rows, ...about.shape]);
      const output = layers.reduce((value, layer) => layer.apply(value) as tf.Tensor, input);
      return Float32Array.from(output.dataSync());
    });
  return { about, probabilities };
}

function aboutIn(text: string): About | null {
  const raw: unknown = JSON.parse(text);
  const known =
    isObject(raw) && ["shape", "classes", "medians", "means", "deviations"].every((key) => Array.isArray(raw[key]));
  return known && typeof raw.clip === "number" ? (raw as unknown as About) : null;
}

function read(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch (cause) {
    const how = "it must be a folder that macrosweep best --save has written of the bundled trainer";
    throw new SweepError("invalid", `${join(folder, name)}: cannot be read; ${how}`, { cause });
  }
}
