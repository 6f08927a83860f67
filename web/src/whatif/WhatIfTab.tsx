import { useEffect, useState } from "preact/hooks";
import type { ReplayShape } from "../../../src/shapes/replay.ts";
import { Figure } from "../parts/Figure.tsx";
import { Said } from "../parts/Said.tsx";
import { linkTo } from "../place/place.ts";
import { ask } from "../place/usePlace.ts";
import type { Failure } from "../source/source.ts";
import { asFailure, useSource } from "../source/useSource.ts";
import type { TabProps } from "../sweep/tab.ts";
import { count, counted, percent, score } from "../words/numbers.ts";
import { settingsOf } from "./settings.ts";

/** What another pruner would have done on the recorded curves. */
export function WhatIfTab({ sweep, query }: TabProps) {
  const { pruner = "asha", settings = "" } = query;
  const { replay, failure } = useReplay(sweep.sweep, pruner, settings);
  return (
    <div class="stack">
      <section class="panel stack">
        <h2>What if another pruner had judged?</h2>
        <p class="dim">The recorded curves are judged again; nothing is trained, and the sweep stays as it is.</p>
        <Questions pruner={pruner} settings={settings} />
        {failure === null ? null : (
          <p role="alert" class="alert">
            <Said text={failure.message} />
          </p>
        )}
      </section>
      {replay === null ? null : <Answer replay={replay} />}
    </div>
  );
}

function useReplay(name: string, pruner: string, settings: string) {
  const source = useSource();
  const [answer, setAnswer] = useState<{ replay: ReplayShape | null; failure: Failure | null }>(NO_ANSWER);
  useEffect(() => {
    let isNewest = true;
    const timer = setTimeout(() => {
      const path = `/api/v1/sweeps/${encodeURIComponent(name)}/replay`;
      source.send<ReplayShape>("POST", path, { name: pruner, ...settingsOf(settings) }).then(
        (replay) => isNewest && setAnswer({ replay, failure: null }),
        (error: unknown) => isNewest && setAnswer({ replay: null, failure: asFailure(error) }),
      );
    }, PAUSE_MS);
    return () => {
      isNewest = false;
      clearTimeout(timer);
    };
  }, [source, name, pruner, settings]);
  return answer;
}

const NO_ANSWER = { replay: null, failure: null };
// A person has stopped typing.
const PAUSE_MS = 250;

function Questions({ pruner, settings }: { pruner: string; settings: string }) {
  return (
    <div class="row">
      <label class="row">
        Pruner
        <select
          value={pruner}
          onChange={({ currentTarget }) => ask({ pruner: currentTarget.value, settings: undefined })}
        >
          {PRUNERS.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label class="row">
        Settings
        <input
          class="wide code"
          value={settings}
          placeholder={PRUNERS.find(({ name }) => name === pruner)?.settings ?? "none"}
          onInput={({ currentTarget }) => ask({ settings: currentTarget.value })}
        />
      </label>
    </div>
  );
}

const PRUNERS = [
  { name: "auto", settings: "keep: 0.5, confidence: 0.8" },
  { name: "asha", settings: "minResource: 3, reductionFactor: 4, confidence: 0.9" },
  { name: "hyperband", settings: "minResource: 1, reductionFactor: 3" },
  { name: "curve", settings: "threshold: 0.05" },
  { name: "median", settings: "warmupSteps: 3" },
  { name: "percentile", settings: "percentile: 25" },
  { name: "patience", settings: "patience: 5" },
  { name: "oneEpoch", settings: "share: 0.1" },
  { name: "none", settings: "" },
];

function Answer({ replay }: { replay: ReplayShape }) {
  const { sweep, trials, fullEpochs, recorded, replayed } = replay;
  if (trials.completed + trials.pruned === 0) return <p>There is no completed and no pruned trial yet.</p>;
  const atLeast = replayed.beyond.length > 0 ? "at least " : "";
  return (
    <section class="panel stack" aria-live="polite">
      <dl class="figures">
        <Figure name="Epochs" note={`${count(recorded.epochs)} as recorded, ${count(fullEpochs)} without a pruner`}>
          {atLeast}
          {count(replayed.epochs)}
        </Figure>
        <Figure name="Saved" note={`${percent(fullEpochs - recorded.epochs, fullEpochs)} as recorded`}>
          {replayed.beyond.length > 0 ? "at most " : ""}
          {percent(fullEpochs - replayed.epochs, fullEpochs)}
        </Figure>
        <Figure name="Stopped" note={`${count(recorded.stopped)} as recorded`}>
          {count(replayed.stopped)}
        </Figure>
        <Figure name="Lost of the best" note={`of the best ${count(replayed.best.length)} that completed`}>
          {count(replayed.lost.length)}
        </Figure>
        <Figure name="Regret" note="how much worse the best that it keeps is">
          {replayed.regret === null ? "keeps none" : score(replayed.regret)}
        </Figure>
      </dl>
      <ul class="lines">
        {replayed.lost.length === 0 ? null : (
          <li>
            It would have stopped <Trials sweep={sweep} numbers={replayed.lost} />, of the best.
          </li>
        )}
        {trials.pruned === 0 ? null : (
          <li>
            {counted(trials.pruned, "curve ends", "curves end")} where the trial was pruned: whether one of them would
            have been among the best, nobody knows.
          </li>
        )}
        {replayed.beyond.length === 0 ? null : (
          <li>
            It would have gone on with {count(replayed.beyond.length)} of them, so it takes more epochs than could be
            counted.
          </li>
        )}
        {trials.leftOut === 0 ? null : (
          <li>
            {counted(trials.leftOut, "trial is", "trials are")} left out: failed, lost, cancelled, not ended, or
            replicates.
          </li>
        )}
      </ul>
      <p class="note">
        Pruner: <code>{JSON.stringify(replayed.pruner)}</code>
      </p>
    </section>
  );
}

function Trials({ sweep, numbers }: { sweep: string; numbers: readonly number[] }) {
  return (
    <>
      {numbers.slice(0, 12).map((number, i) => [
        i === 0 ? "trial " : ", ",
        <a key={number} href={linkTo(["sweeps", sweep, "trials", number])}>
          {number}
        </a>,
      ])}
      {numbers.length > 12 ? " and others" : ""}
    </>
  );
}
