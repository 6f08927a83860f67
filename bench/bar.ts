/** One figure against the limit that it is to keep. */
export interface Bar {
  readonly bar: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
  readonly holds: boolean;
}

export const atMost = (bar: string, value: number, unit: string, limit: number): Bar => {
  return { bar, value, unit, limit, holds: value <= limit };
};

export const atLeast = (bar: string, value: number, unit: string, limit: number): Bar => {
  return { bar, value, unit, limit, holds: value >= limit };
};

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
