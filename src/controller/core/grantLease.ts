import { stream, trialSeed } from "../../search/chance/stream.ts";
import type { Command, Decision } from "./commands.ts";
import type { Event } from "./events.ts";
import { nextWork, wallTimeIsUp, wantsSlot } from "./nextWork.ts";
import type { Sweep } from "./state.ts";

type Asking = Omit<Extract<Command, { kind: "lease" }>, "kind" | "nowMs">;

/** Gives a free slot its trial, or says that there is none for it. */
export function grantLease(sweep: Sweep, slot: Asking, atMs: number): Decision {
  const work = wantsSlot(sweep) && !wallTimeIsUp(sweep, atMs) ? nextWork(sweep) : null;
  const next = sweep.trials.length;
  switch (work?.kind) {
    case undefined:
      return { events: [], answer: { kind: "nothing" } };
    case "retry": {
      const attempt = (sweep.trials[work.trial]?.attempts.length ?? 0) + 1;
      return granted([], work.trial, attempt, slot, atMs);
    }
    case "replicate":
      return granted([{ kind: "trialSuggested", trial: next, ...work.replicate, atMs }], next, 1, slot, atMs);
    case "suggestion":
      return suggest(sweep, next, slot, atMs);
  }
}

/**
 * Asks the sampler for a new trial. What takes it long is not worked out here: the answer is then the problem, and with its solution the asker asks
 * again.
 */
function suggest(sweep: Sweep, trial: number, slot: Asking, atMs: number): Decision {
  const { solved } = slot;
  const proposed = sweep.sampler.suggest(sweep.history, stream(sweep.chance, trial));
  // A problem of another document is none of this one.
  const isSolved = proposed.kind === "deferred" && solved?.trial === trial && solved.asOf >= sweep.specSeq;
  const suggestion = isSolved ? proposed.finish(solved.solution) : proposed;
  switch (suggestion.kind) {
    case "deferred": {
      const unsolved = { trial, asOf: sweep.seq, problem: suggestion.problem };
      return { events: [], answer: { kind: "unsolved", unsolved } };
    }
    case "exhausted": {
      const exhausted: Event = { kind: "searchExhausted", reason: suggestion.reason, atMs };
      return { events: [exhausted], answer: { kind: "nothing" } };
    }
    case "params": {
      const { kind: _, ...said } = suggestion;
      const asOf = isSolved ? { asOf: solved.asOf } : {};
      const seed = trialSeed(sweep.chance, trial);
      const suggested: Event = { kind: "trialSuggested", trial, seed, ...said, ...asOf, atMs };
      return granted([suggested], trial, 1, slot, atMs);
    }
  }
}

function granted(before: readonly Event[], trial: number, attempt: number, slot: Asking, atMs: number): Decision {
  const { agent, process = "", saysGone, gpus = 0 } = slot;
  const said = {
    ...(process === "" ? {} : { process }),
    ...(saysGone === true ? { saysGone } : {}),
    ...(gpus > 0 ? { gpus } : {}),
  };
  const granting: Event = { kind: "leaseGranted", trial, attempt, agent, ...said, atMs };
  return { events: [...before, granting], answer: { kind: "granted", trial, attempt } };
}
