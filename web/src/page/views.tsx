import type { ComponentChildren } from "preact";
import { AgentsView } from "../agents/AgentsView.tsx";
import { CompareView } from "../compare/CompareView.tsx";
import { NewSweepView } from "../new/NewSweepView.tsx";
import { NightsView } from "../nights/NightsView.tsx";
import { SeriesView } from "../nights/SeriesView.tsx";
import { Nothing } from "../parts/Nothing.tsx";
import { linkTo, type Place } from "../place/place.ts";
import { SweepView } from "../sweep/SweepView.tsx";
import { SweepsView } from "../sweeps/SweepsView.tsx";

interface Shown {
  /** For the window; "" for the first page. */
  readonly title: string;
  readonly view: ComponentChildren;
}

/** The view at a place. */
export function viewAt({ path, query }: Place, recorded: boolean): Shown {
  const [first, name, ...more] = path;
  if (first === undefined) return { title: "", view: <SweepsView query={query} /> };
  if (first === "sweeps" && name !== undefined) {
    return { title: name, view: <SweepView key={name} name={name} path={more} query={query} /> };
  }
  if (first === "agents" && !recorded) return { title: "Agents", view: <AgentsView /> };
  if (first === "new" && !recorded) return { title: "New sweep", view: <NewSweepView /> };
  if (first === "nights" && !recorded) {
    if (name === undefined) return { title: "Nights", view: <NightsView /> };
    return { title: name, view: <SeriesView key={name} name={name} /> };
  }
  if (first === "compare" && !recorded) return { title: "Compare", view: <CompareView query={query} /> };
  return { title: "Nothing here", view: nowhere };
}

const nowhere = (
  <Nothing title="There is nothing here">
    <p>
      Perhaps a link was cut. All that there is begins with <a href={linkTo([])}>the sweeps</a>.
    </p>
  </Nothing>
);
