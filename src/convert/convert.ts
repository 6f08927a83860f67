import { invalid, type Mistake } from "../error.ts";
import { isObject } from "../fields.ts";
import { type Conversion, type Draft, documentOf, type Hints } from "./draft.ts";
import { readKatib } from "./katib.ts";
import { readOptimizationJob } from "./optimizationJob.ts";
import { type Remark, Source } from "./source.ts";
import { isWandb, readWandb } from "./wandb.ts";

/**
 * The sweep document that does what a document of another tool does: an Experiment of Katib, an OptimizationJob of Kubeflow, a W&B sweep. What has no
 * counterpart, or another meaning here, is a remark. The document is not checked yet.
 * @param hints what is to hold where the other tool does not say it, or in its place
 * @throws SweepError `invalid` with a mistake for everything without which there is no sweep, its path in the other tool's document
 */
export function convert(raw: unknown, hints: Hints = {}): Conversion {
  const remarks: Remark[] = [];
  const mistakes: Mistake[] = [];
  const { from, read } = readerOf(raw);
  const found = { remarks, mistakes };
  const draft = read(new Source(raw, "", found), hints);
  const document = documentOf(draft, hints, found);
  if (mistakes.length > 0) throw invalid(mistakes);
  return { from, document, remarks };
}

interface Reader {
  readonly from: string;
  readonly read: (source: Source, hints: Hints) => Draft;
}

function readerOf(raw: unknown): Reader {
  const kind = isObject(raw) ? raw.kind : undefined;
  if (kind === "Experiment") return { from: "a Katib Experiment", read: readKatib };
  if (kind === "OptimizationJob") return { from: "a Kubeflow OptimizationJob", read: readOptimizationJob };
  if (isWandb(raw)) return { from: "a W&B sweep", read: readWandb };
  const rule =
    kind === "Sweep"
      ? "is a sweep already"
      : "must be an Experiment (Katib), an OptimizationJob (Kubeflow) or a W&B sweep";
  throw invalid([{ path: "kind", value: kind, rule }]);
}
