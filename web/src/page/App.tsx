import { useEffect, useRef } from "preact/hooks";
import { usePlace } from "../place/usePlace.ts";
import type { Source } from "../source/source.ts";
import { SourceContext } from "../source/useSource.ts";
import { Header } from "./Header.tsx";
import { News } from "./News.tsx";
import { viewAt } from "./views.tsx";

/** The page: what is always there, and the view that the URL names. */
export function App({ source }: { source: Source }) {
  const place = usePlace();
  const { title, view } = viewAt(place, source.recorded);
  useArrival(place.path.join("/"));
  document.title = title === "" ? "macrosweep" : `${title} · macrosweep`;
  return (
    <SourceContext.Provider value={source}>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on this page, which the URL does not say */}
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <Header place={place} />
      <main id="content" tabIndex={-1}>
        {view}
      </main>
      <News />
    </SourceContext.Provider>
  );
}

// Another view begins at its top, for the eye and for who hears it read.
function useArrival(path: string): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    scrollTo(0, 0);
    document.getElementById("content")?.focus({ preventScroll: true });
  }, [path]);
}

// The part behind the # is where one is: a link to #content would lead away.
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
