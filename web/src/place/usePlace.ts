import { useEffect, useState } from "preact/hooks";
import { linkTo, type Place, placeOf } from "./place.ts";

/** What is seen now; follows the URL. */
export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  useEffect(() => {
    const follow = () => setPlace(placeOf(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return place;
}

/** Goes to a place, as a step that "back" undoes. */
export function goTo(
  path: readonly (string | number)[],
  query: Readonly<Record<string, string | undefined>> = {},
): void {
  location.hash = linkTo(path, query);
}

/** Changes what is asked here: a filter, a sort, the selected trials. No step of its own for "back". */
export function ask(changes: Readonly<Record<string, string | undefined>>): void {
  const { path, query } = placeOf(location.hash);
  history.replaceState(null, "", linkTo(path, { ...query, ...changes }));
  dispatchEvent(new HashChangeEvent("hashchange"));
}
