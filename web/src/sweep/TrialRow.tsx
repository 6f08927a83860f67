import type { TrialShape } from "../../../src/shapes/trial.ts";
import { Said } from "../parts/Said.tsx";
import { StateSign } from "../parts/StateSign.tsx";
import { linkTo } from "../place/place.ts";
import { score } from "../words/numbers.ts";
import { paramText } from "../words/params.ts";
import { plain } from "../words/text.ts";
import type { Parameter } from "./useDocument.ts";

interface Props {
  readonly sweep: string;
  readonly trial: TrialShape;
  readonly isBest: boolean;
  readonly parameters: readonly Parameter[];
  readonly isChosen: boolean;
  readonly onChoose: (trial: number) => void;
  readonly onHighlight: (trial: number | null) => void;
}

/** A trial in the table; under the pointer or the keys its curve stands out. */
export function TrialRow({ sweep, trial, isBest, parameters, isChosen, onChoose, onHighlight }: Props) {
  const { trial: number, state, value, steps, params, reason } = trial;
  return (
    <tr
      class={isChosen ? "chosen" : ""}
      onMouseEnter={() => onHighlight(number)}
      onFocusCapture={() => onHighlight(number)}
    >
      <td>
        <input
          type="checkbox"
          checked={isChosen}
          onChange={() => onChoose(number)}
          aria-label={`Choose trial ${number}`}
        />
      </td>
      <td class="number">
        <a href={linkTo(["sweeps", sweep, "trials", number])}>{number}</a>
        {isBest ? (
          <span class="state completed" title="The best so far">
            {" "}
            ★<span class="unseen">best so far</span>
          </span>
        ) : null}
      </td>
      <td>
        <StateSign state={state} />
      </td>
      <td class="number">{value === null ? "–" : score(value)}</td>
      <td class="number">{steps}</td>
      {parameters.map(({ name, type }) => (
        <td key={name} class={type === "float" || type === "int" ? "number" : ""}>
          {params[name] === undefined ? <span class="dim">·</span> : <bdi>{paramText(params[name])}</bdi>}
        </td>
      ))}
      <td class="note" title={plain(reason ?? "")}>
        <Said text={reason ?? ""} />
      </td>
    </tr>
  );
}
