import { importanceShape } from "../../../shapes/importance.ts";
import { poseSweepImportance } from "../../core/views/importanceView.ts";
import { route, sweepPath } from "../route.ts";

/** How much the parameters matter. */
export const importanceRoutes = [
  route({
    name: "getImportance",
    method: "GET",
    path: "/api/v1/sweeps/{name}/importance",
    summary: "How much each parameter of a sweep matters, with 95 % intervals",
    description:
      "Functional ANOVA over trees (Hutter, Hoos and Leyton-Brown 2014), over the conditional space, of the trials of the search at the step that tells most.",
    params: sweepPath,
    answer: importanceShape,
    async handle({ params: { name } }, { engine, weighed }) {
      const { seq, problem } = await engine.read(name, (sweep) => {
        return { seq: sweep.seq, problem: poseSweepImportance(sweep) };
      });
      const { params, ...about } = await weighed.importance(name, seq, problem);
      return { sweep: name, params: [...params], ...about };
    },
  }),
];
