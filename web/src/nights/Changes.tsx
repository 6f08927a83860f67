import type { NightShape } from "../../../src/shapes/nights.ts";
import { Said } from "../parts/Said.tsx";
import { Scroll } from "../parts/Scroll.tsx";
import { paramText } from "../words/params.ts";

/** Where the winner of a night differs from what is in production. */
export function Changes({ night: { sweep, params, baseline } }: { night: NightShape }) {
  if (params === null || baseline === null) return null;
  const production = baseline.params;
  const names = [...new Set([...Object.keys(production), ...Object.keys(params)])];
  const changed = names.filter((name) => JSON.stringify(production[name]) !== JSON.stringify(params[name]));
  return (
    <section class="panel stack">
      <h2>
        What <Said text={sweep} /> changes
      </h2>
      {changed.length === 0 ? (
        <p>Nothing: its winner is what is in production.</p>
      ) : (
        <Scroll label="Changes">
          <table>
            <thead>
              <tr>
                <th>Parameter</th>
                <th>Production</th>
                <th>Winner</th>
              </tr>
            </thead>
            <tbody>
              {changed.map((name) => (
                <tr key={name}>
                  <td>
                    <Said text={name} />
                  </td>
                  <td>{name in production ? <Said text={paramText(production[name])} /> : "–"}</td>
                  <td>{name in params ? <Said text={paramText(params[name])} /> : "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}
