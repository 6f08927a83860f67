/** The truth of rows that are of one class each: rows × classes, row by row. */
export function truthOf(labels: Int32Array, classes: number): Float32Array {
  const truth = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    truth[row * classes + label] = 1;
  });
  return truth;
}
