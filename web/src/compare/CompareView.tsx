import { useMemo } from "preact/hooks";
import type { SweepListShape } from "../../../src/shapes/answers.ts";
import { metricName } from "../../../src/words/metricName.ts";
import { CurvesChart } from "../charts/curves/CurvesChart.tsx";
import type { Curve } from "../charts/curves/curve.ts";
import type { Picture } from "../charts/curves/curvePlot.ts";
import { FailureNote } from "../parts/FailureNote.tsx";
import { Nothing } from "../parts/Nothing.tsx";
import { Said } from "../parts/Said.tsx";
import { ask, goTo } from "../place/usePlace.ts";
import { useAnswer } from "../source/useSource.ts";
import { useDocument } from "../sweep/useDocument.ts";
import { type Seen, useSweep } from "../sweep/useSweep.ts";
import { score } from "../words/numbers.ts";
import { paramsText } from "../words/params.ts";
import { plain } from "../words/text.ts";
import { SideBySide } from "./SideBySide.tsx";

/** Two sweeps side by side. */
export function CompareView({ query }: { query: Readonly<Record<string, string>> }) {
  const { a = "", b = "" } = query;
  const { value, failure } = useAnswer<SweepListShape>("/api/v1/sweeps", { limit: 500, newestFirst: "true" });
  if (failure !== null) return <FailureNote failure={failure} />;
  const names = value?.sweeps.map(({ sweep }) => sweep) ?? [];
  return (
    <div class="stack">
      <h1>Compare</h1>
      <div class="row">
        <Pick label="Sweep A" name={a} names={names} onPick={(name) => ask({ a: name })} />
        <Pick label="Sweep B" name={b} names={names} onPick={(name) => ask({ b: name })} />
      </div>
      {a === "" || b === "" ? (
        <Nothing title="Pick two sweeps">
          <p>Their results, their best curves and what they were asked to do are shown side by side.</p>
        </Nothing>
      ) : (
        <Both key={`${a}\n${b}`} a={a} b={b} />
      )}
    </div>
  );
}

interface PickProps {
  readonly label: string;
  readonly name: string;
  readonly names: readonly string[];
  readonly onPick: (name: string) => void;
}

function Pick({ label, name, names, onPick }: PickProps) {
  const all = name === "" || names.includes(name) ? names : [name, ...names];
  return (
    <label class="row">
      {label}
      <select value={name} onChange={({ currentTarget }) => onPick(currentTarget.value)}>
        <option value="">–</option>
        {all.map((one) => (
          <option key={one} value={one}>
            {plain(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Both({ a, b }: { a: string; b: string }) {
  const [left, right] = [useSweep(a), useSweep(b)];
  const [ofA, ofB] = [useDocument(a), useDocument(b)];
  const picture = useMemo(() => pictureOf(left, right), [left, right]);
  const failure = left.failure ?? right.failure;
  if (failure !== null) return <FailureNote failure={failure} />;
  if (left.sweep === null || right.sweep === null) return <p class="dim">Asking the controller …</p>;
  const sides = [
    { seen: left, name: a },
    { seen: right, name: b },
  ];
  const of = (id: number) => {
    const side = sides[id % 2];
    return { name: side?.name ?? "", trial: side?.seen.trials[Math.floor(id / 2)] };
  };
  return (
    <>
      <SideBySide a={left.sweep} b={right.sweep} documents={[ofA, ofB]} />
      <section class="panel" aria-label="Curves of both">
        <CurvesChart
          picture={picture}
          text={`Curves of the completed trials of ${plain(a)} and ${plain(b)}; the table above has their best values.`}
          tip={(id) => tipOf(of(id))}
          onPick={(id) => goTo(["sweeps", of(id).name, "trials", Math.floor(id / 2)])}
        />
        <ul class="legend">
          <li>
            <span class="swatch completed" aria-hidden="true" />
            <Said text={a} />
          </li>
          <li>
            <span class="swatch running" aria-hidden="true" />
            <Said text={b} />
          </li>
        </ul>
      </section>
    </>
  );
}

function tipOf({ name, trial }: { name: string; trial: Seen["trials"][number] | undefined }): string {
  if (trial === undefined) return "";
  return `${plain(name)}, trial ${trial.trial}${trial.value === null ? "" : ` ${score(trial.value)}`}: ${paramsText(trial.params)}`;
}

// A's trials have the even numbers, B's the odd ones.
function pictureOf(a: Seen, b: Seen): Picture {
  const some = ({ trials }: Seen, style: Curve["style"], side: number): Curve[] =>
    trials
      .filter(({ state, curve }) => state === "completed" && curve.length > 0)
      .map(({ trial, curve }) => ({ id: trial * 2 + side, style, points: curve }));
  return {
    curves: [...some(a, "completed", 0), ...some(b, "running", 1)],
    rungs: [],
    lastStep: Math.max(a.sweep?.budget.epochsPerTrial ?? 1, b.sweep?.budget.epochsPerTrial ?? 1),
    mark: null,
    valueName: metricName(a.sweep?.objective.metric ?? ""),
  };
}
