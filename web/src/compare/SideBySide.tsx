import type { ComponentChildren } from "preact";
import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import { metricName } from "../../../src/words/metricName.ts";
import { span } from "../../../src/words/span.ts";
import { Said } from "../parts/Said.tsx";
import { Scroll } from "../parts/Scroll.tsx";
import { StateSign } from "../parts/StateSign.tsx";
import { linkTo } from "../place/place.ts";
import type { SweepDocument } from "../sweep/useDocument.ts";
import { count, interval, percent, score } from "../words/numbers.ts";
import { paramText } from "../words/params.ts";

interface Props {
  readonly a: SweepDetail;
  readonly b: SweepDetail;
  readonly documents: readonly [SweepDocument | null, SweepDocument | null];
}

/** Two sweeps in the columns of a table: what they found, what it took, the best params, and where their documents differ. */
export function SideBySide({ a, b, documents }: Props) {
  const params = [...new Set([a, b].flatMap(({ best }) => Object.keys(best?.params ?? {})))];
  return (
    <div class="panel">
      <Scroll label="Side by side">
        <table class="compare">
          <thead>
            <tr>
              <th />
              {[a, b].map(({ sweep }, i) => (
                <th key={i === 0 ? "a" : "b"}>
                  <a href={linkTo(["sweeps", sweep])}>
                    <Said text={sweep} />
                  </a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ROWS.map(({ name, of }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{of(a)}</td>
                <td>{of(b)}</td>
              </tr>
            ))}
            {params.map((name) => (
              <Pair key={name} name={name} a={a.best?.params[name]} b={b.best?.params[name]} />
            ))}
            {differences(documents).map(({ name, values }) => (
              <Pair key={`document ${name}`} name={`document: ${name}`} a={values[0]} b={values[1]} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  );
}

function Pair({ name, a, b }: { name: string; a: unknown; b: unknown }) {
  const differs = JSON.stringify(a) !== JSON.stringify(b);
  return (
    <tr>
      <th scope="row">
        <Said text={name} />
      </th>
      {[a, b].map((value, i) => (
        <td key={i === 0 ? "a" : "b"} class={differs ? "" : "dim"}>
          {value === undefined ? "·" : <bdi>{paramText(value)}</bdi>}
        </td>
      ))}
    </tr>
  );
}

const ROWS: readonly { name: string; of: (sweep: SweepDetail) => ComponentChildren }[] = [
  { name: "State", of: ({ state }) => <StateSign state={state} /> },
  { name: "Best", of: bestOf },
  { name: "Trials", of: ({ trials }) => `${count(trials.completed)} completed, ${count(trials.pruned)} pruned` },
  { name: "Epochs", of: ({ epochs }) => `${count(epochs.run)}, ${percent(epochs.saved, epochs.full)} saved` },
  { name: "Time", of: ({ elapsedMs }) => span(elapsedMs) },
];

function bestOf({ best, objective, sweep }: SweepDetail) {
  if (best === null) return "none yet";
  const range = best.confirmation?.interval ?? best.interval ?? best.estimate?.interval ?? null;
  return (
    <>
      {metricName(objective.metric)} <strong>{score(best.confirmation?.mean ?? best.value)}</strong>{" "}
      {range === null ? "(no interval)" : `(${interval(range)})`},{" "}
      <a href={linkTo(["sweeps", sweep, "trials", best.trial])}>trial {best.trial}</a>
    </>
  );
}

/** The places of two documents whose values differ, such as budget.trials. */
function differences([a, b]: Props["documents"]): { name: string; values: [unknown, unknown] }[] {
  if (a === null || b === null) return [];
  const [ofA, ofB] = [placesOf(a.document), placesOf(b.document)];
  const names = [...new Set([...ofA.keys(), ...ofB.keys()])].filter((name) => name !== "name");
  return names.flatMap((name) => {
    const values: [unknown, unknown] = [ofA.get(name), ofB.get(name)];
    return JSON.stringify(values[0]) === JSON.stringify(values[1]) ? [] : [{ name, values }];
  });
}

// What stands at the top, and of objects what stands in them.
function placesOf(document: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const places = Object.entries(document).flatMap(([name, value]): [string, unknown][] => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [[name, value]];
    return Object.entries(value).map(([key, inner]) => [`${name}.${key}`, inner]);
  });
  return new Map(places);
}
