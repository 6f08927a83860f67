import type { HappeningShape } from "../../../src/shapes/watched.ts";
import { Said } from "../parts/Said.tsx";
import { linkTo } from "../place/place.ts";

const SHOWN = 4;

/** The newest of what has happened since the page was opened. */
export function Happenings({ happenings, sweep }: { happenings: readonly HappeningShape[]; sweep: string }) {
  if (happenings.length === 0) return null;
  return (
    <section class="panel happenings" aria-label="What has just happened">
      <ul>
        {happenings.slice(0, SHOWN).map(({ trial, text }, i) => (
          <li key={`${happenings.length - i}:${trial}`}>
            <a href={linkTo(["sweeps", sweep, "trials", trial])}>
              trial {trial}: <Said text={text} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
