/** The truth of rows that are of one class each: rows × classes, row by row. */
export function truthOf(labels: Int32Array, classes: number): Float32Array {
  const truth = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) truth[row * classes + labels[row]] = 1;
  return truth;
}
