import type { CountsShape } from "../../../src/shapes/answers.ts";
import { Said } from "../parts/Said.tsx";
import { Scroll } from "../parts/Scroll.tsx";
import { PerClass } from "../trial/PerClass.tsx";
import { count, percent } from "../words/numbers.ts";

// More fit on no screen; the scores by class tell of them.
const MOST_CLASSES = 40;

/** How many samples of each class were taken for which. A cell is as strong as its share of its row. */
export function ConfusionMatrix({ counts }: { counts: CountsShape }) {
  const { classes, confusion, perClass } = counts;
  if (confusion === null || classes.length > MOST_CLASSES) return <PerClass classes={perClass} />;
  return (
    <Scroll label="Confusion matrix">
      <table class="confusion">
        <caption>rows: the true class; columns: what was predicted</caption>
        <thead>
          <tr>
            <td />
            {classes.map((name) => (
              <th key={name} scope="col">
                <Said text={name} />
              </th>
            ))}
            <th scope="col" class="number">
              F1
            </th>
          </tr>
        </thead>
        <tbody>
          {confusion.map((row, i) => {
            const all = row.reduce((sum, value) => sum + value, 0);
            return (
              <tr key={classes[i]}>
                <th scope="row">
                  <Said text={classes[i] ?? ""} />
                </th>
                {row.map((value, j) => (
                  <td
                    key={classes[j]}
                    class={`number ${i === j ? "right" : "wrong"}`}
                    style={{ "--share": all === 0 ? 0 : value / all }}
                    title={`${percent(value, all)} of the row`}
                  >
                    {count(value)}
                  </td>
                ))}
                <td class="number dim">{(perClass[i]?.f1 ?? 0).toFixed(2)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
