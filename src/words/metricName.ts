/** The metric's name in a sentence. */
export function metricName(metric: string): string {
  return metric === "macroF1" ? "macro-F1" : metric;
}
