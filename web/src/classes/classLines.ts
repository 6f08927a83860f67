import type { CountsShape } from "../../../src/shapes/answers.ts";
import type { Line } from "../charts/LinesChart.tsx";
import { plain } from "../words/text.ts";

/** The F1 of a class over epochs. */
export interface ClassLine extends Line {
  /** At the last step. */
  readonly last: number;
  /** It is never predicted right. */
  readonly isCollapsed: boolean;
}

// More lines than looks would not be told apart.
const MOST = 6;

/** The F1 of each class that has samples, the rarest first: they decide. Of many classes those that do worst at the end. */
export function classLines(counts: readonly CountsShape[]): ClassLine[] {
  const end = counts.at(-1)?.perClass ?? [];
  const worst = end
    .filter(({ support }) => support > 0)
    .sort((a, b) => a.f1 - b.f1 || a.support - b.support)
    .slice(0, MOST);
  return worst
    .sort((a, b) => a.support - b.support)
    .map(({ class: name, f1 }, i) => ({
      name: plain(name),
      look: (i % MOST) + 1,
      points: counts.flatMap(({ step, perClass }) => {
        const here = perClass.find((one) => one.class === name);
        return here === undefined ? [] : [[step, here.f1] as const];
      }),
      last: f1,
      isCollapsed: f1 === 0,
    }));
}
