import { useState } from "preact/hooks";
import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import { hasEnded } from "../../../src/words/standing.ts";
import { tellNews } from "../page/News.tsx";
import { Confirm } from "../parts/Confirm.tsx";
import { Said } from "../parts/Said.tsx";
import { goTo } from "../place/usePlace.ts";
import { asFailure, useSource } from "../source/useSource.ts";
import { counted } from "../words/numbers.ts";
import type { Trials } from "./trialsStore.ts";

type Order = "pause" | "resume" | "cancel" | "retry" | "delete";

/** What may be ordered of a sweep; what cannot be taken back asks first. */
export function Orders({ sweep, trials }: { sweep: SweepDetail; trials: Trials }) {
  const source = useSource();
  const [asking, setAsking] = useState<Order | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  if (source.recorded) return null;
  const path = `/api/v1/sweeps/${encodeURIComponent(sweep.sweep)}`;
  const give = async (order: Order) => {
    setAsking(null);
    setFailure(null);
    try {
      await (order === "delete" ? source.send("DELETE", path) : source.send("POST", `${path}/${order}`));
      tellNews(`${order}: done`);
      if (order === "delete") goTo([]);
    } catch (error) {
      setFailure(asFailure(error).message);
    }
  };
  const press = (order: Order) => (order in QUESTIONS ? setAsking(order) : void give(order));
  return (
    <div class="row actions">
      {ordersFor(sweep).map((order) => (
        <button key={order} type="button" onClick={() => press(order)} class={order === "delete" ? "danger" : ""}>
          {WORDS[order]}
        </button>
      ))}
      {failure === null ? null : (
        <span role="alert" class="state failed">
          <Said text={failure} />
        </span>
      )}
      {asking === null ? null : (
        <Confirm
          title={`${WORDS[asking]} ${sweep.sweep}?`}
          doIt={WORDS[asking]}
          onDo={() => void give(asking)}
          onLeave={() => setAsking(null)}
        >
          {QUESTIONS[asking]?.(trials)}
        </Confirm>
      )}
    </div>
  );
}

const WORDS: Readonly<Record<Order, string>> = {
  pause: "Pause",
  resume: "Resume",
  cancel: "Cancel",
  retry: "Retry failed",
  delete: "Delete",
};

const QUESTIONS: Partial<Record<Order, (trials: Trials) => string>> = {
  cancel: (trials) => {
    const running = trials.filter(({ state }) => state === "running").length;
    return `It ends for good: ${counted(running, "running trial")} will be stopped, and no new ones start. What is known of it stays.`;
  },
  delete: (trials) =>
    `All that is known of it goes: ${counted(trials.length, "trial")} with their curves and reasons. Checkpoints stay on the machines of the agents.`,
};

function ordersFor(sweep: SweepDetail): Order[] {
  const { failed, preempted, cancelled } = sweep.trials;
  const again: Order[] = failed + preempted + cancelled > 0 ? ["retry"] : [];
  if (hasEnded(sweep)) return [...again, "delete"];
  if (sweep.state === "unknown") return [];
  return [...again, sweep.state === "paused" ? "resume" : "pause", "cancel"];
}
