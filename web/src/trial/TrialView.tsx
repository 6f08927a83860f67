import { useMemo } from "preact/hooks";
import type { ExplanationDetail, TrialShape } from "../../../src/shapes/trial.ts";
import { metricName } from "../../../src/words/metricName.ts";
import { CurvesChart } from "../charts/curves/CurvesChart.tsx";
import type { Curve } from "../charts/curves/curve.ts";
import type { Picture } from "../charts/curves/curvePlot.ts";
import { FailureNote } from "../parts/FailureNote.tsx";
import { Figure } from "../parts/Figure.tsx";
import { Nothing } from "../parts/Nothing.tsx";
import { Said } from "../parts/Said.tsx";
import { Scroll } from "../parts/Scroll.tsx";
import { StateSign } from "../parts/StateSign.tsx";
import { linkTo } from "../place/place.ts";
import { goTo } from "../place/usePlace.ts";
import { useAnswer } from "../source/useSource.ts";
import type { TabProps } from "../sweep/tab.ts";
import { count, interval, score } from "../words/numbers.ts";
import { paramText } from "../words/params.ts";
import { LogTail } from "./LogTail.tsx";
import { PerClass } from "./PerClass.tsx";

/** A trial: its params and why these, its curve beside the best, why it ended, and what happened to it. */
export function TrialView(props: TabProps & { number: number }) {
  const { sweep, trials, number } = props;
  const trial = trials[number];
  const path = `/api/v1/sweeps/${encodeURIComponent(sweep.sweep)}/trials/${number}/explanation`;
  const { value: explanation, failure } = useAnswer<ExplanationDetail>(
    Number.isInteger(number) ? path : null,
    {},
    trial === undefined ? "" : `${trial.steps} ${trial.state} ${trial.attempt}`,
  );
  if (trial === undefined) {
    if (failure !== null) return <FailureNote failure={failure} />;
    return explanation === null ? <p class="dim">Asking the controller …</p> : <Nothing title={`No trial ${number}`} />;
  }
  return (
    <div class="stack">
      <TrialHead {...props} trial={trial} range={explanation?.interval ?? null} />
      <TrialCurve {...props} trial={trial} />
      <div class="grid">
        <Params trial={trial} explanation={explanation} />
        <WhatHappened explanation={explanation} />
      </div>
      <LogTail sweep={sweep.sweep} trial={number} isOver={!["running", "waiting"].includes(trial.state)} />
      {explanation !== null && explanation.perClass.length > 0 ? (
        <>
          <PerClass classes={explanation.perClass} />
          <p>
            <a href={linkTo(["sweeps", sweep.sweep, "classes"], { of: String(number) })}>
              The classes epoch by epoch, with the confusion matrix
            </a>
          </p>
        </>
      ) : null}
    </div>
  );
}

function TrialHead({
  sweep,
  trials,
  trial,
  range,
}: TabProps & { trial: TrialShape; range: ExplanationDetail["interval"] }) {
  const { trial: number, state, value, steps, reason, testValue, replicateOf, violation } = trial;
  const name = sweep.sweep;
  return (
    <header class="stack">
      <div class="row apart">
        <div class="row">
          <h1>
            <a href={linkTo(["sweeps", name])}>
              <Said text={name} />
            </a>{" "}
            / trial {number}
          </h1>
          <StateSign state={state} />
        </div>
        <nav class="row" aria-label="Other trials">
          {number > 0 ? <a href={linkTo(["sweeps", name, "trials", number - 1])}>← {number - 1}</a> : null}
          {number + 1 < trials.length ? (
            <a href={linkTo(["sweeps", name, "trials", number + 1])}>{number + 1} →</a>
          ) : null}
        </nav>
      </div>
      {reason === null ? null : (
        <p class="alert">
          <Said text={reason} />
        </p>
      )}
      <dl class="figures panel">
        <Figure
          name={metricName(sweep.objective.metric)}
          note={`${range === null ? "" : `95 %: ${interval(range)}, `}at epoch ${count(steps)}`}
        >
          {value === null ? "–" : score(value)}
        </Figure>
        {testValue === null ? null : (
          <Figure name="On the test set" note="never searched on">
            {score(testValue)}
          </Figure>
        )}
        {violation === null ? null : (
          <Figure name="Constraints" note={violation === 0 ? "all hold" : "missed by"}>
            {violation === 0 ? "✓" : score(violation)}
          </Figure>
        )}
        <Figure name="Epochs" note={`of ${count(sweep.budget.epochsPerTrial)}`}>
          {count(steps)}
        </Figure>
        {replicateOf === null ? null : (
          <Figure name="Replicate of" note="the same params, another seed">
            <a href={linkTo(["sweeps", name, "trials", replicateOf])}>trial {replicateOf}</a>
          </Figure>
        )}
      </dl>
    </header>
  );
}

function TrialCurve({ sweep, trials, document, trial }: TabProps & { trial: TrialShape }) {
  const best = sweep.best?.trial ?? null;
  const other = best === null || best === trial.trial ? undefined : trials[best];
  const picture = useMemo((): Picture => {
    const curves: Curve[] = [
      { id: trial.trial, style: best === trial.trial ? "best" : "running", points: trial.curve },
    ];
    if (other !== undefined) curves.unshift({ id: other.trial, style: "best", points: other.curve });
    const { epochsPerTrial } = sweep.budget;
    const valueName = metricName(sweep.objective.metric);
    return { curves, rungs: document?.rungs ?? [], lastStep: epochsPerTrial, mark: null, valueName };
  }, [trial, other, best, document, sweep.budget, sweep.objective.metric]);
  return (
    <section class="panel" aria-label="Curve">
      <CurvesChart
        picture={picture}
        height={260}
        text={`The curve of trial ${trial.trial}${other === undefined ? "" : `, beside that of trial ${other.trial}, the best so far`}.`}
        tip={(number) => `Trial ${number}`}
        onPick={(number) => goTo(["sweeps", sweep.sweep, "trials", number])}
      />
      <ul class="legend">
        <li>
          <span class={`swatch ${other === undefined ? "best" : "running"}`} aria-hidden="true" />
          this trial
        </li>
        {other === undefined ? null : (
          <li>
            <span class="swatch best" aria-hidden="true" />
            trial {other.trial}, the best so far
          </li>
        )}
      </ul>
      <details>
        <summary>The values as a table</summary>
        <Scroll label="Values of the curve">
          <table>
            <thead>
              <tr>
                <th class="number">Epoch</th>
                <th class="number">{metricName(sweep.objective.metric)}</th>
              </tr>
            </thead>
            <tbody>
              {trial.curve.map(([step, value]) => (
                <tr key={step}>
                  <td class="number">{step}</td>
                  <td class="number">{value === null ? "no number" : score(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </section>
  );
}

function Params({ trial, explanation }: { trial: TrialShape; explanation: ExplanationDetail | null }) {
  return (
    <section class="panel">
      <h2>Params</h2>
      <dl class="facts">
        {Object.entries(trial.params).map(([name, value]) => [
          <dt key={name}>
            <Said text={name} />
          </dt>,
          <dd key={`${name} value`}>
            <bdi>{paramText(value)}</bdi>
          </dd>,
        ])}
        <dt>seed</dt>
        <dd>{trial.seed}</dd>
      </dl>
      {explanation === null ? null : (
        <p>
          Why these: <Said text={explanation.suggested} />
        </p>
      )}
    </section>
  );
}

function WhatHappened({ explanation }: { explanation: ExplanationDetail | null }) {
  if (explanation === null) return null;
  return (
    <section class="panel">
      <h2>What the pruner said</h2>
      <Lines lines={explanation.verdicts} none="It has not been asked yet." />
      <h2>Attempts</h2>
      <Lines lines={explanation.attempts} none="None yet." />
    </section>
  );
}

function Lines({ lines, none }: { lines: readonly string[]; none: string }) {
  if (lines.length === 0) return <p class="dim">{none}</p>;
  return (
    <ol class="lines">
      {lines.map((line) => (
        <li key={line}>
          <Said text={line} />
        </li>
      ))}
    </ol>
  );
}
