import { useState } from "preact/hooks";
import type { SimulationShape, Spread } from "../../../src/shapes/simulation.ts";
import { span } from "../../../src/words/span.ts";
import { Figure } from "../parts/Figure.tsx";
import { Said } from "../parts/Said.tsx";
import { asFailure, useSource } from "../source/useSource.ts";
import { count, digits, percent } from "../words/numbers.ts";

/** What a sweep is likely to take, when asked. */
export function Cost({ text, isValid }: { text: string; isValid: boolean }) {
  const source = useSource();
  const [seconds, setSeconds] = useState("");
  const [asking, setAsking] = useState(false);
  const [answer, setAnswer] = useState<{ text: string; cost: SimulationShape } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const ask = async () => {
    setAsking(true);
    setFailure(null);
    try {
      const epochMs = Number(seconds) > 0 ? `?epochMs=${Math.round(Number(seconds) * 1_000)}` : "";
      setAnswer({ text, cost: await source.send<SimulationShape>("POST", `/api/v1/simulate${epochMs}`, text) });
    } catch (error) {
      setFailure(asFailure(error).message);
    }
    setAsking(false);
  };
  return (
    <section class="panel stack">
      <div class="row">
        <h2>What will it take?</h2>
        <label class="row">
          An epoch of one trial takes
          <input
            type="number"
            min="0"
            step="any"
            value={seconds}
            onInput={({ currentTarget }) => setSeconds(currentTarget.value)}
          />
          seconds
        </label>
        <button type="button" disabled={!isValid || asking} onClick={() => void ask()}>
          {asking ? "Simulating …" : "Simulate"}
        </button>
      </div>
      {failure === null ? null : (
        <p role="alert" class="alert">
          <Said text={failure} />
        </p>
      )}
      {answer === null ? null : <Expected cost={answer.cost} isOld={answer.text !== text} />}
    </section>
  );
}

function Expected({ cost, isOld }: { cost: SimulationShape; isOld: boolean }) {
  const { runs, pruner, trials, epochs, fullEpochs, gpuHours, wallHours } = cost;
  return (
    <div class={isOld ? "dim" : ""} aria-live="polite">
      <dl class="figures">
        <Figure name="Trials" note={rangeOf(trials, count)}>
          {count(trials.mean)}
        </Figure>
        <Figure
          name="Epochs"
          note={`${rangeOf(epochs, count)}; ${percent(epochs.mean, fullEpochs)} of ${count(fullEpochs)} without pruning`}
        >
          {count(epochs.mean)}
        </Figure>
        {gpuHours === null ? null : (
          <Figure name="GPU-hours" note={`${rangeOf(gpuHours, digits)}, one GPU a trial`}>
            {digits(gpuHours.mean)}
          </Figure>
        )}
        {wallHours === null ? null : (
          <Figure name="Time" note={rangeOf(wallHours, (hours) => span(hours * 3_600_000))}>
            {span(wallHours.mean * 3_600_000)}
          </Figure>
        )}
      </dl>
      <p class="note">
        {isOld ? "Of the text before your last change. " : ""}Over {count(runs)} simulated sweeps, least to most: the
        document&#39;s sampler and pruner ({pruner}) on synthetic curves. Failures and confirmation are left out.
      </p>
    </div>
  );
}

function rangeOf({ low, high }: Spread, show: (value: number) => string): string {
  return low === high ? "in each" : `${show(low)} to ${show(high)}`;
}
