import { useMemo, useState } from "preact/hooks";
import { metricName } from "../../../src/words/metricName.ts";
import { CurvesChart } from "../charts/curves/CurvesChart.tsx";
import { CurvesLegend } from "../charts/curves/CurvesLegend.tsx";
import { curvesOf } from "../charts/curves/curve.ts";
import type { Picture } from "../charts/curves/curvePlot.ts";
import { ask, goTo } from "../place/usePlace.ts";
import { counted, score } from "../words/numbers.ts";
import { paramsText } from "../words/params.ts";
import { Happenings } from "./Happenings.tsx";
import { TrialsTable } from "./TrialsTable.tsx";
import type { TabProps } from "./tab.ts";

/** The curves of all trials, and below them the trials. */
export function CurvesTab({ sweep, trials, document, happenings, query }: TabProps) {
  const [highlight, setHighlight] = useState<number | null>(null);
  const chosen = useMemo(() => chosenIn(query.trials), [query.trials]);
  const best = sweep.best?.trial ?? null;
  const { metric } = sweep.objective;
  const picture = useMemo((): Picture => {
    return {
      curves: curvesOf(trials, best, chosen),
      rungs: document?.rungs ?? [],
      lastStep: sweep.budget.epochsPerTrial,
      mark: markOf(sweep.best),
      valueName: metricName(metric),
    };
  }, [trials, best, chosen, document, sweep.budget.epochsPerTrial, sweep.best, metric]);
  const choose = (trial: number) => {
    const next = new Set(chosen);
    if (!next.delete(trial)) next.add(trial);
    ask({ trials: [...next].sort((a, b) => a - b).join(",") });
  };
  return (
    <div class="stack">
      <section class="panel" aria-label="Curves">
        <CurvesChart
          picture={picture}
          text={textOf(sweep, trials.length)}
          highlight={highlight}
          tip={(trial) => tipOf(trials[trial])}
          onPick={(trial) => goTo(["sweeps", sweep.sweep, "trials", trial])}
        />
        <CurvesLegend rungs={picture.rungs.length > 0} />
      </section>
      <Happenings happenings={happenings} sweep={sweep.sweep} />
      <TrialsTable
        sweep={sweep}
        trials={trials}
        parameters={document?.document.parameters ?? []}
        query={query}
        chosen={chosen}
        onChoose={choose}
        onHighlight={setHighlight}
      />
    </div>
  );
}

function chosenIn(text: string | undefined): ReadonlySet<number> {
  return new Set(
    (text ?? "")
      .split(",")
      .filter((part) => /^\d+$/.test(part))
      .map(Number),
  );
}

function markOf(best: TabProps["sweep"]["best"]): Picture["mark"] {
  if (best === null || best.interval === null) return null;
  const [low, high] = best.interval;
  return { step: best.step, low, high };
}

function textOf({ best, objective }: TabProps["sweep"], trials: number): string {
  const metric = metricName(objective.metric);
  const what = `Curves of ${metric} over epochs of ${counted(trials, "trial")}.`;
  if (best === null) return `${what} None is completed yet.`;
  return `${what} The best is trial ${best.trial} with ${score(best.value)}. The table below has the same values.`;
}

function tipOf(trial: TabProps["trials"][number] | undefined): string {
  if (trial === undefined) return "";
  const value = trial.value === null ? "" : ` ${score(trial.value)} at epoch ${trial.steps}`;
  return `Trial ${trial.trial}, ${trial.state}${value}: ${paramsText(trial.params)}`;
}
