import type { Dataset } from "../data/dataset.ts";

/** What a person needs to use the model that stands beside it. */
export function howToLoad({ layout, classes, inputs }: Dataset): string {
  const fills = inputs.fills.some((value) => value !== null)
    ? "\nMissing values have to be filled in first: `missing` in trial.json has the value for each feature.\n"
    : "";
  return `# A trained classifier

- \`model.json\`, \`weights.bin\`: the network as a TensorFlow.js LayersModel.
- \`trial.json\`: its params, the names of its classes and features, its macro-F1 on the validation rows.

It takes samples of shape (${layout.shape.join(", ")}) with the values as they stand in the data${
    inputs.names === null ? "" : ", the features in the order of trial.json"
  }: scaling is part of the network.
It gives a probability for each class, in this order: ${classes.join(", ")}.
${fills}
In Node.js, with @tensorflow/tfjs-node (in a browser, with @tensorflow/tfjs and the folder's address):

    import * as tf from "@tensorflow/tfjs-node";
    const model = await tf.loadLayersModel("file://model.json");
    const probabilities = model.predict(tf.tensor(samples, [samples.length, ${layout.shape.join(", ")}]));

In Python, after \`pip install tensorflowjs\`:

    tensorflowjs_converter --input_format tfjs_layers_model --output_format keras model.json model.h5
`;
}
