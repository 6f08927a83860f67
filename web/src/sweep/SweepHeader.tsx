import type { MissShape } from "../../../src/shapes/best.ts";
import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import { metricName } from "../../../src/words/metricName.ts";
import { span } from "../../../src/words/span.ts";
import { hasEnded, isFeasible } from "../../../src/words/standing.ts";
import { Figure } from "../parts/Figure.tsx";
import { Said } from "../parts/Said.tsx";
import { StateSign } from "../parts/StateSign.tsx";
import { linkTo } from "../place/place.ts";
import { HowFar } from "../sweeps/HowFar.tsx";
import { count, counted, digits, interval, percent, probability, score } from "../words/numbers.ts";
import { exactly, moment } from "../words/times.ts";
import { Orders } from "./Orders.tsx";
import type { Trials } from "./trialsStore.ts";
import { useNews } from "./useNews.ts";

/** What a sweep is and how it stands, above all of its parts. */
export function SweepHeader({ sweep, trials }: { sweep: SweepDetail; trials: Trials }) {
  useNews(sweep);
  const { sweep: name, state, reason, objective, createdAtMs, elapsedMs, agents } = sweep;
  return (
    <header class="stack">
      <div class="row apart">
        <div class="row">
          <h1>
            <Said text={name} />
          </h1>
          <StateSign state={state} />
          <span class="note" title={exactly(createdAtMs)}>
            begun {moment(createdAtMs, Date.now())},{" "}
            {hasEnded(sweep) ? `took ${span(elapsedMs)}` : `${span(elapsedMs)} so far`}
            {state === "running" ? `, ${counted(agents, "agent")}` : ""}
          </span>
        </div>
        <Orders sweep={sweep} trials={trials} />
      </div>
      {reason === null ? null : (
        <p class="alert">
          <Said text={reason} />
        </p>
      )}
      {state === "running" && agents === 0 ? <NoAgents /> : null}
      <div class="panel">
        <dl class="figures">
          <Best sweep={sweep} metric={metricName(objective.metric)} />
          <Figure name="How far" note={<HowFar sweep={sweep} />}>
            {counted(sweep.trials.completed, "completed", "completed")}
          </Figure>
          <Figure
            name="Stopped early"
            note={`of ${counted(trials.length, "trial")}${hasEnded(sweep) ? "" : " so far"}`}
          >
            {count(sweep.trials.pruned)}
          </Figure>
          <Figure
            name="Epochs saved by pruning"
            note={`${count(sweep.epochs.run)} trained of ${count(sweep.epochs.full)}`}
          >
            {percent(sweep.epochs.saved, sweep.epochs.full)}
          </Figure>
          {sweep.gpuHours === null ? null : (
            <Figure
              name="GPU-hours"
              note={sweep.gpuHours.limit === null ? "used so far" : `of ${digits(sweep.gpuHours.limit)}`}
            >
              {digits(sweep.gpuHours.used)}
            </Figure>
          )}
          <Constraints sweep={sweep} />
        </dl>
      </div>
    </header>
  );
}

function Best({ sweep, metric }: { sweep: SweepDetail; metric: string }) {
  const { best } = sweep;
  if (best === null) {
    return (
      <Figure name={`Best ${metric} so far`} note="the first comes with the first completed trial">
        –
      </Figure>
    );
  }
  const { confirmation, trial } = best;
  const mean = confirmation?.mean ?? null;
  const range = confirmation?.interval ?? best.interval ?? best.estimate?.interval ?? null;
  const sure = confirmation?.probabilityBest ?? null;
  return (
    <Figure
      name={
        isFeasible(best) ? `Best ${metric}${hasEnded(sweep) ? "" : " so far"}` : `Nearest to the constraints, ${metric}`
      }
      note={
        <>
          {range === null ? "no interval" : `95 %: ${interval(range)}`}
          <br />
          <a href={linkTo(["sweeps", sweep.sweep, "trials", trial])}>trial {trial}</a>
          {mean === null ? ", a single run" : `, mean of ${confirmation?.seeds} seeds`}
          {sure === null ? "" : `, the best with probability ${probability(sure)}`}
        </>
      }
    >
      {score(mean ?? best.value)}
    </Figure>
  );
}

function Constraints({ sweep: { sweep, best } }: { sweep: SweepDetail }) {
  const constraints = best?.constraints ?? null;
  if (constraints === null) return null;
  const { feasible, violations, cost, unconstrained } = constraints;
  if (!feasible) {
    return (
      <Figure name="Constraints" note={violations.map(missText).join("; ")}>
        not met
      </Figure>
    );
  }
  return (
    <Figure
      name="What the constraints cost"
      note={
        <>
          beside <a href={linkTo(["sweeps", sweep, "trials", unconstrained.trial])}>trial {unconstrained.trial}</a> with{" "}
          {score(unconstrained.value)}
        </>
      }
    >
      {cost === null || cost === 0 ? "nothing" : score(cost)}
    </Figure>
  );
}

function missText({ metric, min, max, value }: MissShape): string {
  const limit = min === null ? `at most ${score(max ?? 0)}` : `at least ${score(min)}`;
  return `${metricName(metric)} is ${score(value)}, asked: ${limit}`;
}

function NoAgents() {
  return (
    <p class="alert">
      No agent is connected, so nothing trains. Start one where there is a GPU (or none):{" "}
      <code>macrosweep agent --controller HOST:7450</code>
    </p>
  );
}
