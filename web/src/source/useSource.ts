import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { Failure, type Query, type Source } from "./source.ts";

export const SourceContext = createContext<Source | null>(null);

/** Where the page has its facts from. */
export function useSource(): Source {
  const source = useContext(SourceContext);
  if (source === null) throw new Error("no source around this part of the page");
  return source;
}

/** An answer: not there yet, there, or not to be had. The last one stays while a newer one is on its way. */
export interface Answer<T> {
  readonly value: T | null;
  readonly failure: Failure | null;
}

/** What the API answers; null as path asks nothing. Asked again when path, query or `version` change. */
export function useAnswer<T>(path: string | null, query: Query = {}, version: string | number = 0): Answer<T> {
  const source = useSource();
  const [answer, setAnswer] = useState<Answer<T> & { path: string | null }>({ value: null, failure: null, path });
  const asked = JSON.stringify([path, query, version]);
  useEffect(() => {
    if (path === null) return;
    const gone = new AbortController();
    source.get<T>(path, query, gone.signal).then(
      (value) => gone.signal.aborted || setAnswer({ value, failure: null, path }),
      (error: unknown) => gone.signal.aborted || setAnswer({ value: null, failure: asFailure(error), path }),
    );
    return () => gone.abort();
  }, [source, asked]);
  // Of another thing it says nothing.
  return answer.path === path ? answer : { value: null, failure: null };
}

/** Any error as one that can be shown. */
export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure("fault", String(error));
}
