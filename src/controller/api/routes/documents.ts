import { z } from "zod";
import { describeMistake, invalid, SweepError } from "../../../error.ts";
import { type ValidationShape, validationShape } from "../../../shapes/answers.ts";
import { simulationShape } from "../../../shapes/simulation.ts";
import { BOUNDS } from "../../bounds.ts";
import { readPlaced } from "../../core/document/spec.ts";
import { warningsOf } from "../../core/document/warnings.ts";
import { poseSimulation, viewSimulation } from "../../core/views/simulationView.ts";
import { documentOf } from "../documentOf.ts";
import { documentText, route, sweepPath } from "../route.ts";

const validate = route({
  name: "validateDocument",
  method: "POST",
  path: "/api/v1/validate",
  summary: "Every mistake of a document, as JSON or YAML, with its path, line and rule",
  description: "200 also where there are mistakes: they are the answer.",
  body: documentText,
  answer: validationShape,
  handle: async ({ body, headers }) => validationOf(body, headers["content-type"]),
});

const simulate = route({
  name: "simulateDocument",
  method: "POST",
  path: "/api/v1/simulate",
  summary: "What the sweep of a document, as JSON or YAML, is likely to take",
  description:
    "Runs its sampler and pruner on synthetic learning curves: an expectation, no promise. Nothing is created. A sweep of very many trials is refused; the command line simulates it.",
  query: z.strictObject({
    epochMs: z.coerce.number().min(1).max(1e9).optional().describe("How long one epoch of one trial takes."),
  }),
  body: documentText,
  answer: simulationShape,
  async handle({ body, headers, query: { epochMs = null } }, { weighed }) {
    const { spec } = readPlaced(documentOf(body, headers["content-type"]).document);
    const { trials } = spec.budget;
    if (trials > BOUNDS.simulatedTrials) {
      const rule = `must be at most ${BOUNDS.simulatedTrials} to be simulated here; the command line simulates more`;
      throw invalid([{ path: "spec.budget.trials", value: trials, rule }]);
    }
    return viewSimulation(spec, await weighed.simulation(poseSimulation(spec, epochMs)), epochMs);
  },
});

const document = route({
  name: "getDocument",
  method: "GET",
  path: "/api/v1/sweeps/{name}/document",
  summary: "The document of a sweep, with every default filled in",
  params: sweepPath,
  answer: z.object({
    sweep: z.string(),
    document: z.looseObject({}).describe("As the sweep keeps it."),
    rungs: z.array(z.number()).describe("Steps at which its pruner judges; empty where it has no rungs."),
  }),
  handle: ({ params: { name } }, { engine }) => {
    return engine.read(name, ({ spec, pruner }) => {
      return { sweep: name, document: { ...spec }, rungs: [...pruner.rungs] };
    });
  },
});

/** Documents: checking one, and that of a sweep. */
export const documentRoutes = [validate, simulate, document];

function validationOf(body: string, mediaType: string | undefined): ValidationShape {
  let lineOf: (path: string) => number | null = () => null;
  try {
    const given = documentOf(body, mediaType);
    lineOf = given.lineOf;
    const { spec } = readPlaced(given.document);
    return { valid: true, sweep: spec.name, errors: [], warnings: [...warningsOf(spec)] };
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    const errors = error.mistakes.map((mistake) => {
      return { path: mistake.path, line: lineOf(mistake.path), detail: describeMistake(mistake) };
    });
    const whole = { path: "document", line: lineIn(error.message), detail: error.message };
    return { valid: false, sweep: null, errors: errors.length > 0 ? errors : [whole], warnings: [] };
  }
}

// What is no YAML at all says its place in words.
function lineIn(message: string): number | null {
  const [, line] = /line (\d+), column/.exec(message) ?? [];
  return line === undefined ? null : Number(line);
}
