import type { Dataset } from "../data/dataset.ts";

/** What a person needs to use the model that stands beside it. */
export function howToLoad({ layout, classes, inputs }: Dataset): string {
  const { encodings } = inputs;
  const texts = encodings?.some((encoding) => encoding.texts !== null)
    ? "\nTexts are inputs of their own: `columns` in trial.json has those of each column, in their order; any other text is 0 in all of them.\n"
    : "";
  const rows = encodings === null ? "samples.npy" : "rows.csv";
  return `# A trained classifier

- \`predict.py\`, \`weights.npz\`: the network for Python with numpy alone.
- \`model.json\`, \`weights.bin\`: the network as a TensorFlow.js LayersModel.
- \`trial.json\`: its params, the names of its classes and features, medians and scaling, its macro-F1 on the validation rows.

New ${encodings === null ? "samples" : "rows, with columns of the same names in any order"}:

    macrosweep predict . ${rows} > predictions.csv
    ${encodings === null ? "from predict import Model; Model().probabilities(array)" : `python3 predict.py ${rows} > predictions.csv`}

Both fill in what is missing and say the same to six digits. What follows takes samples of shape (${layout.shape.join(", ")}) with the values as they stand
in the data${inputs.names === null ? "" : ", the features in the order of trial.json"}: scaling is part of that network.
It gives a probability for each class, in this order: ${classes.join(", ")}.
${texts}
Missing values have to be filled in first: \`medians\` in trial.json has the value for each input.

In Node.js, with @tensorflow/tfjs-node (in a browser, with @tensorflow/tfjs and the folder's address):

    import * as tf from "@tensorflow/tfjs-node";
    const model = await tf.loadLayersModel("file://model.json");
    const probabilities = model.predict(tf.tensor(samples, [samples.length, ${layout.shape.join(", ")}]));

In Python, after \`pip install tensorflowjs\`:

    tensorflowjs_converter --input_format tfjs_layers_model --output_format keras model.json model.h5
`;
}
