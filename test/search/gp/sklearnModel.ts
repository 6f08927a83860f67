import { embeddingOf } from "../../../src/search/gp/embedding.ts";
import { axesOf } from "../../../src/search/space/axis.ts";
import sklearn from "./sklearn.json" with { type: "json" };

const side = { type: "float", min: 0, max: 1, scale: "linear", step: null, when: {} } as const;
const embedding = embeddingOf(axesOf(["x", "y", "z"].map((name) => ({ ...side, name }))));

/** The data and fixed hyperparameters of scikit-learn's process, as this project's model takes them. */
export const model = {
  embedding,
  rows: embedded(sklearn.rows),
  targets: Float64Array.from(sklearn.targets),
  // The noise has a floor of 1e-4 under it.
  theta: Float64Array.from([...sklearn.lengthScales, sklearn.amplitude, sklearn.noise - 1e-4], Math.log),
};

function embedded(points: readonly (readonly number[])[]): Float64Array {
  const rows = new Float64Array(points.length * embedding.width);
  points.forEach((point, i) => {
    embedding.embed(Float64Array.from(point), 0, rows, i * embedding.width);
  });
  return rows;
}
