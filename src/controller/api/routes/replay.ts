import { z } from "zod";
import { invalid, type Mistake } from "../../../error.ts";
import { type PrunerSpec, readPruner } from "../../../search/pruners/index.ts";
import { replayShape } from "../../../shapes/replay.ts";
import { viewReplay } from "../../core/views/replayView.ts";
import { route, sweepPath } from "../route.ts";

/** What another pruner would have done on the recorded curves. */
export const replayRoutes = [
  route({
    name: "replaySweep",
    method: "POST",
    path: "/api/v1/sweeps/{name}/replay",
    summary: "What another pruner would have done on the recorded curves of a sweep",
    params: sweepPath,
    body: z.looseObject({ name: z.string() }).describe("A pruner as in a document: its name and its settings."),
    answer: replayShape,
    handle: ({ params: { name }, body }, { engine }) => {
      return engine.read(name, (sweep) => viewReplay(sweep, readSettings(body, sweep.spec.budget.epochsPerTrial)));
    },
  }),
];

function readSettings(raw: object, maxStep: number): PrunerSpec {
  const mistakes: Mistake[] = [];
  const spec = readPruner(raw, maxStep, "pruner", mistakes);
  if (mistakes.length > 0) throw invalid(mistakes);
  return spec;
}
