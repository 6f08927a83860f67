/**
 * Replaces the lower triangle of a symmetric matrix (n × n, row by row) by its Cholesky factor.
 *
 * A pivot that rounding has brought to nothing is lifted to 1e-10: a jitter on that row alone, and none where it is not needed.
 */
export function factorize(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      matrix[row + j] = (matrix[row + j] - dot(matrix, row, matrix, j * n, j)) / matrix[j * n + j];
    }
    matrix[row + i] = Math.sqrt(Math.max(LEAST_PIVOT, matrix[row + i] - dot(matrix, row, matrix, row, i)));
  }
}

/** Replaces `x` by the solution of factor · solution = x. */
export function solveLower(factor: Float64Array, n: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) x[i] = (x[i] - dot(factor, i * n, x, 0, i)) / factor[i * n + i];
}

/** Replaces `x` by the solution of factorᵀ · solution = x. */
export function solveUpper(factor: Float64Array, n: number, x: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    x[i] /= factor[i * n + i];
    for (let j = 0; j < i; j++) x[j] -= factor[i * n + j] * x[i];
  }
}

/** Writes into `inverse` (n × n) the transposed inverse of a factor, an upper triangle: row i is column i of the inverse. */
export function invertFactor(factor: Float64Array, n: number, inverse: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    inverse[row + i] = 1 / factor[row + i];
    for (let k = i + 1; k < n; k++) {
      inverse[row + k] = -dot(factor, k * n + i, inverse, row + i, k - i) / factor[k * n + k];
    }
  }
}

/** The sum of a[i] · b[i] over `length` numbers from the places `fromA` and `fromB` on. */
export function dot(a: Float64Array, fromA: number, b: Float64Array, fromB: number, length: number): number {
  // Four sums at a time: one addition need not wait for the one before. All the time of a fit is spent here.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    s0 += a[fromA + i] * b[fromB + i];
    s1 += a[fromA + i + 1] * b[fromB + i + 1];
    s2 += a[fromA + i + 2] * b[fromB + i + 2];
    s3 += a[fromA + i + 3] * b[fromB + i + 3];
  }
  for (; i < length; i++) s0 += a[fromA + i] * b[fromB + i];
  return s0 + s1 + (s2 + s3);
}

const LEAST_PIVOT = 1e-10;
