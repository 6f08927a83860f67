import type { PairShape } from "../../../src/shapes/confirmation.ts";
import { Scroll } from "../parts/Scroll.tsx";
import { linkTo } from "../place/place.ts";
import { probability } from "../words/numbers.ts";

/** Which finalist beats which, and how surely: the best against each other one, then each of these against the next. */
export function Pairs({ sweep, pairs }: { sweep: string; pairs: readonly PairShape[] }) {
  const link = (trial: number) => <a href={linkTo(["sweeps", sweep, "trials", trial])}>{trial}</a>;
  return (
    <>
      <h3>Two by two</h3>
      <Scroll label="Finalists two by two">
        <table>
          <thead>
            <tr>
              <th class="number">Finalist</th>
              <th class="number">Against</th>
              <th class="number">Better with probability</th>
              <th>So</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map(({ better, worse, probability: sure, apart }) => (
              <tr key={`${better} ${worse}`}>
                <td class="number">{link(better)}</td>
                <td class="number">{link(worse)}</td>
                <td class="number">{probability(sure)}</td>
                <td class="prose">{apart ? `${better} beats ${worse}` : "they cannot be told apart"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
