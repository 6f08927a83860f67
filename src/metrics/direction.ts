/** Whether more or less of a metric is better. */
export type Direction = "maximize" | "minimize";

/**
 * What the name of a scalar surely says of its direction; null where it says nothing, both, or something that turns a word around (a gap, a
 * negative, a standard deviation): then a person has to say it.
 *
 * A name is read word by word: `val_loss_epoch`, `loss/val`, `valLoss` and `error_rate` are losses, `lossless` is none.
 */
export function directionOf(name: string): Direction | null {
  const words = wordsOf(name);
  if (words.some((word) => TURNS.has(word))) return null;
  const less = words.some((word) => LESS.has(word));
  const more = words.some((word) => MORE.has(word));
  if (less === more) return null;
  return less ? "minimize" : "maximize";
}

function wordsOf(name: string): string[] {
  const apart = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2");
  return (
    apart
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      // "valloss" and "top5acc" are written so too.
      .map((word) => word.replace(/^(val|valid|test|dev|eval|train|top\d+)(?=[a-z]{2})/, ""))
  );
}

const LESS = words(`
  loss losses logloss error errors err misclassification entropy crossentropy bce mse mae rmse rmsle msle mape smape medae nll perplexity ppl brier ece
  mce wer cer eer fid kl kld divergence deviance hinge hamming
`);

const MORE = words(`
  accuracy acc f1 f1score fscore fbeta f2 precision recall sensitivity specificity auc auroc auprc rocauc prauc map mcc matthews kappa iou miou jaccard
  dice r2 bleu rouge ndcg mrr
`);

// "neg_mean_squared_error" is better where it is higher, "accuracy_gap" where it is lower, and of "loss_scale" nobody knows.
const TURNS = words(`
  neg negative negated minus inverse inverted inv complement non not no one gap diff difference delta drop change improvement improvements reduction
  decrease increase gain ratio std stdev stddev sd var variance scale weight weights threshold coef coefficient count patience cv slope trend
`);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
