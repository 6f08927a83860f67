import type { ClassShape } from "../../../src/shapes/scores.ts";
import { Said } from "../parts/Said.tsx";
import { Scroll } from "../parts/Scroll.tsx";
import { count, score } from "../words/numbers.ts";

/** The scores of each class; it says which is never predicted right, or has no sample to show it. */
export function PerClass({ classes }: { classes: readonly ClassShape[] }) {
  return (
    <section class="panel">
      <h2>By class, of the last report</h2>
      <Scroll label="Scores by class">
        <table>
          <thead>
            <tr>
              <th>Class</th>
              <th class="number">F1</th>
              <th class="number">Precision</th>
              <th class="number">Recall</th>
              <th class="number">Samples</th>
            </tr>
          </thead>
          <tbody>
            {classes.map(({ class: name, f1, precision, recall, support }) => (
              <tr key={name}>
                <td>
                  <Said text={name} />
                  {f1 === 0 && support > 0 ? <span class="state failed"> collapsed</span> : null}
                  {support === 0 ? <span class="dim"> no samples</span> : null}
                </td>
                <td class="number">{score(f1)}</td>
                <td class="number">{score(precision)}</td>
                <td class="number">{score(recall)}</td>
                <td class="number">{count(support)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
