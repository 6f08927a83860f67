import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import { FailureNote } from "../parts/FailureNote.tsx";
import { ask } from "../place/usePlace.ts";
import { counted } from "../words/numbers.ts";
import { plain } from "../words/text.ts";
import { NoSweeps } from "./NoSweeps.tsx";
import { SweepRow } from "./SweepRow.tsx";
import { useSweeps } from "./useSweeps.ts";

// More than a person reads; the filter finds the others.
const MOST_ROWS = 200;

/** All sweeps: what runs, what it found, how far it is, how long it will take. */
export function SweepsView({ query }: { query: Readonly<Record<string, string>> }) {
  const { sweeps, failure } = useSweeps();
  if (failure !== null) return <FailureNote failure={failure} />;
  if (sweeps === null) return <p class="dim">Asking the controller …</p>;
  if (sweeps.length === 0) return <NoSweeps />;
  const found = sweeps.filter((sweep) => fits(sweep, query));
  const running = sweeps.filter(({ state }) => state === "running").length;
  return (
    <div class="stack">
      <div class="row apart">
        <h1>Sweeps</h1>
        <Filter query={query} />
      </div>
      <p class="note">
        {counted(sweeps.length, "sweep")}, {running} running
        {found.length === sweeps.length ? "" : `; ${found.length} shown`}
      </p>
      {found.length === 0 ? <p>No sweep fits this filter.</p> : <SweepTable sweeps={found.slice(0, MOST_ROWS)} />}
      {found.length > MOST_ROWS ? (
        <p class="note">The newest {MOST_ROWS} are shown; filter by name to find others.</p>
      ) : null}
    </div>
  );
}

function Filter({ query }: { query: Readonly<Record<string, string>> }) {
  return (
    <search class="row">
      <label>
        <span class="unseen">Name or label</span>
        <input
          type="search"
          placeholder="Name or label"
          value={query.find ?? ""}
          onInput={({ currentTarget }) => ask({ find: currentTarget.value })}
        />
      </label>
      <label>
        <span class="unseen">State</span>
        <select value={query.state ?? ""} onChange={({ currentTarget }) => ask({ state: currentTarget.value })}>
          <option value="">every state</option>
          {["running", "paused", "completed", "failed", "cancelled"].map((state) => (
            <option key={state}>{state}</option>
          ))}
        </select>
      </label>
    </search>
  );
}

function SweepTable({ sweeps }: { sweeps: readonly SweepDetail[] }) {
  return (
    <div class="panel">
      <table class="sweeps">
        <thead>
          <tr>
            <th>Sweep</th>
            <th>State</th>
            <th class="number">Best so far</th>
            <th>How far</th>
            <th>Begun</th>
          </tr>
        </thead>
        <tbody>
          {sweeps.map((sweep) => (
            <SweepRow key={sweep.sweep} sweep={sweep} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function fits({ sweep, state, labels }: SweepDetail, query: Readonly<Record<string, string>>): boolean {
  const words = plain(query.find ?? "").toLowerCase();
  const texts = [sweep, ...Object.entries(labels).map(([name, value]) => `${name}=${value}`)];
  const asked = query.state ?? "";
  return (asked === "" || asked === state) && texts.some((text) => plain(text).toLowerCase().includes(words));
}
