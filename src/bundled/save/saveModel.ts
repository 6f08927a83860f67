import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import type { Dataset } from "../data/dataset.ts";
import { MISSING_TEXTS } from "../data/number.ts";
import { CLIP } from "../data/scaling.ts";
import type { Params } from "../params/params.ts";
import type { Written } from "../predict/rowsOf.ts";
import type { Trained } from "../train.ts";
import { howToLoad } from "./howToLoad.ts";
import { layersModel, SCALING_LAYERS } from "./layersModel.ts";
import { npzOf } from "./npz.ts";
import { plainLayers } from "./plainLayers.ts";
import { PREDICT_SCRIPT } from "./predictScript.ts";

/**
 * Writes the trained network into a folder, which is made: model.json and weights.bin (TensorFlow.js LayersModel), weights.npz and predict.py
 * (numpy alone), classes, encodings, medians, scaling, params and how the data was written in trial.json, and README.md, which says how to use them.
 */
export async function saveModel(
  folder: string,
  trained: Trained,
  data: Dataset,
  params: Params,
  { encoding, comma }: Written,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const model = layersModel(trained, data);
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const { weightSpecs, weightData, ...topology } = artifacts;
      const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
      writeFileSync(join(folder, "model.json"), JSON.stringify({ ...topology, weightsManifest }));
      writeFileSync(join(folder, "weights.bin"), new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  const { layers, weights } = plainLayers(model.layers.slice(SCALING_LAYERS));
  writeFileSync(join(folder, "weights.npz"), npzOf(weights));
  model.dispose();
  const { layout, classes, inputs } = data;
  const description = {
    model: layout.model,
    shape: layout.shape,
    classes,
    features: inputs.names,
    columns: inputs.encodings,
    missing: inputs.fills,
    medians: mediansOf(data),
    means: inputs.means,
    deviations: inputs.deviations,
    clip: CLIP,
    missingTexts: MISSING_TEXTS,
    encoding,
    decimal: comma ? "comma" : "point",
    layers,
    params,
    epochs: trained.epochs,
    macroF1: trained.macroF1,
  };
  writeFileSync(join(folder, "trial.json"), `${JSON.stringify(description, null, 2)}\n`);
  writeFileSync(join(folder, "predict.py"), PREDICT_SCRIPT);
  writeFileSync(join(folder, "README.md"), howToLoad(data));
}

// Of so many training rows a median is known well enough; more would take longer to sort than an epoch.
const MEDIAN_ROWS = 50_000;

/** What stands for a value that is missing in rows to come; null for an input of a text. */
function mediansOf({ train, inputs, layout }: Dataset): (number | null)[] {
  const channels = layout.shape[layout.shape.length - 1];
  const every = Math.max(1, Math.ceil(train.features.length / channels / MEDIAN_ROWS));
  const isText = inputs.encodings?.flatMap(({ texts }) => texts?.map(() => true) ?? [false]);
  return inputs.fills.map((fill, channel) => {
    if (fill !== null || isText?.[channel] === true) return fill;
    const sample: number[] = [];
    for (let at = channel; at < train.features.length; at += channels * every) sample.push(train.features[at]);
    const middle = sample.toSorted((a, b) => a - b)[sample.length >> 1];
    return inputs.means[channel] + inputs.deviations[channel] * middle;
  });
}
