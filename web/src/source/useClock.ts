import { useEffect, useState } from "preact/hooks";

/** Counts up every so often, while somebody looks and as long as it is wanted: for what is asked again and again. */
export function useClock(everyMs: number, isWanted = true): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (!isWanted) return;
    const timer = setInterval(() => document.hidden || setCount((before) => before + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isWanted]);
  return count;
}
