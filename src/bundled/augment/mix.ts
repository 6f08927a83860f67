/** Makes each row keep · itself + (1 − keep) · its partner. rows are `size` values each. */
export function mix(values: Float32Array, size: number, partners: Int32Array, keep: number): void {
  const from = values.slice();
  partners.forEach((partner, row) => {
    for (let at = 0; at < size; at++) {
      values[row * size + at] = keep * from[row * size + at] + (1 - keep) * from[partner * size + at];
    }
  });
}
