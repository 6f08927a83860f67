import { useEffect, useRef } from "preact/hooks";
import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import { metricName } from "../../../src/words/metricName.ts";
import { tellNews } from "../page/News.tsx";
import { score } from "../words/numbers.ts";

/** Says what matters to those who do not see it change: another best trial, another state. */
export function useNews({ best, state, objective }: SweepDetail): void {
  const text = `${state}${best === null ? "" : `; best so far: trial ${best.trial} with ${metricName(objective.metric)} ${score(best.value)}`}`;
  const before = useRef(text);
  useEffect(() => {
    if (before.current !== text) tellNews(text);
    before.current = text;
  }, [text]);
}
