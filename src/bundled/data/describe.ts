import { classCounts, type Dataset } from "./dataset.ts";
import { PARTS } from "./samples.ts";

/** What a person wants to see of the data before it is trained on, a line each: the shape, what was filled in, the rows of each class. */
export function describeData(dataset: Dataset): string {
  const { layout, classes, inputs } = dataset;
  const counts = PARTS.map((part) => classCounts(dataset[part], classes.length));
  const width = Math.max("class".length, ...classes.map((name) => name.length));
  const line = (name: string, cells: readonly (string | number)[]) =>
    [name.padEnd(width), ...cells.map((cell) => String(cell).padStart(7))].join(" ");
  return [
    `${layout.model} on samples of shape (${layout.shape.join(", ")})`,
    ...(inputs.missing === 0 ? [] : [`${inputs.missing} missing values are filled in by medians of the training rows`]),
    ...inputs.remarks.map((remark) => `warning: ${remark}`),
    line("class", PARTS),
    ...classes.map((name, label) =>
      line(
        name,
        counts.map((ofPart) => ofPart[label]),
      ),
    ),
  ].join("\n");
}
