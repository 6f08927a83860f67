import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import type { Dataset } from "../data/dataset.ts";
import type { Params } from "../params/params.ts";
import type { Trained } from "../train.ts";
import { howToLoad } from "./howToLoad.ts";
import { layersModel } from "./layersModel.ts";

/**
 * Writes the trained network into a folder, which is made: model.json and weights.bin (TensorFlow.js LayersModel), classes, features and
 * params in trial.json, and README.md, which says how to load it.
 */
export async function saveModel(folder: string, trained: Trained, data: Dataset, params: Params): Promise<void> {
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
  model.dispose();
  const { layout, classes, inputs } = data;
  const description = {
    model: layout.model,
    shape: layout.shape,
    classes,
    features: inputs.names,
    missing: inputs.fills,
    params,
    epochs: trained.epochs,
    macroF1: trained.macroF1,
  };
  writeFileSync(join(folder, "trial.json"), `${JSON.stringify(description, null, 2)}\n`);
  writeFileSync(join(folder, "README.md"), howToLoad(data));
}
