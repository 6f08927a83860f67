import { randomBytes } from "node:crypto";
import { z } from "zod";
import { createdShape, deletedShape, retriedShape, sweepListShape } from "../../../shapes/answers.ts";
import { SWEEP_STATES, sweepDetail } from "../../../shapes/sweep.ts";
import type { Answer } from "../../core/commands.ts";
import { createRequest } from "../../core/createRequest.ts";
import type { OrderName } from "../../core/orders/index.ts";
import type { ApiContext } from "../context.ts";
import { documentOf } from "../documentOf.ts";
import { limit, pageOf } from "../paging.ts";
import { documentText, Reply, route, sweepPath } from "../route.ts";

const list = route({
  name: "listSweeps",
  method: "GET",
  path: "/api/v1/sweeps",
  summary: "All sweeps, in the order of their creation",
  query: z.strictObject({
    state: z.enum([...SWEEP_STATES, "unknown"]).optional(),
    label: z.string().optional().describe("NAME=VALUE: those that have this label."),
    newestFirst: z.stringbool().default(false),
    limit: limit(500, 100),
    cursor: z.string().optional().describe("`next` of the page before."),
  }),
  answer: sweepListShape,
  async handle({ query: { state, label, newestFirst, limit: most, cursor } }, { listing }) {
    const all = await listing.all();
    const asked = all.filter(
      (sweep) => (state === undefined || sweep.state === state) && hasLabel(sweep.labels, label),
    );
    const { items, next } = pageOf(newestFirst ? asked.reverse() : asked, ({ sweep }) => sweep, most, cursor);
    return { sweeps: items, next };
  },
});

const create = route({
  name: "createSweep",
  method: "POST",
  path: "/api/v1/sweeps",
  summary: "Create a sweep from its document, as JSON or YAML",
  description:
    "The same name with the same document is the same sweep, so a request may be repeated. With an edited document the sweep goes on, unless trials would mean something else: then 409 says what cannot change. An Idempotency-Key that was used for another document is refused with 409.",
  body: documentText,
  answer: createdShape,
  statuses: [200, 201],
  async handle({ body, headers }, context) {
    const { document } = documentOf(body, headers["content-type"]);
    const request = createRequest(document);
    const { name } = request.spec;
    context.keys.take(headers["idempotency-key"], body);
    const { engine } = context;
    const existing = engine.names().includes(name);
    const answer = await engine.execute(name, { ...request, id: randomBytes(4).toString("hex") });
    const created = { sweep: await look(context, name), existing, changes: toldBy(answer) };
    return new Reply(existing ? 200 : 201, created, { location: `/api/v1/sweeps/${name}` });
  },
});

const get = route({
  name: "getSweep",
  method: "GET",
  path: "/api/v1/sweeps/{name}",
  summary: "A sweep as it stands",
  params: sweepPath,
  answer: sweepDetail,
  handle: ({ params: { name } }, context) => look(context, name),
});

const remove = route({
  name: "deleteSweep",
  method: "DELETE",
  path: "/api/v1/sweeps/{name}",
  summary: "Remove an ended sweep with all that is known of it",
  params: sweepPath,
  answer: deletedShape,
  async handle({ params: { name } }, context) {
    const { id } = await look(context, name);
    const agents = [...(await context.engine.remove(name))];
    return { sweep: name, deleted: true as const, agents, folder: `${name}/${id}` };
  },
});

const retry = route({
  name: "retryTrials",
  method: "POST",
  path: "/api/v1/sweeps/{name}/retry",
  summary: "Let trials run again that failed, were cancelled or lost their machine too often",
  params: sweepPath,
  body: z.strictObject({
    trial: z.number().int().min(0).nullable().default(null).describe("null: all that can be."),
  }),
  answer: retriedShape,
  async handle({ params: { name }, body: { trial } }, context) {
    const answer = await context.engine.execute(name, { kind: "retry", trial });
    return { sweep: await look(context, name), trials: toldBy(answer).map(Number) };
  },
});

function order(kind: OrderName, summary: string) {
  return route({
    name: `${kind}Sweep`,
    method: "POST",
    path: `/api/v1/sweeps/{name}/${kind}`,
    summary,
    description: "What is so already stays.",
    params: sweepPath,
    answer: sweepDetail,
    async handle({ params: { name } }, context) {
      await context.engine.execute(name, { kind });
      return look(context, name);
    },
  });
}

/** Sweeps, and what may be ordered of them. */
export const sweepRoutes = [
  list,
  create,
  get,
  remove,
  retry,
  order("pause", "Start no new trials; those that run go on to their end"),
  order("resume", "Let a paused sweep go on"),
  order("cancel", "End a sweep for good: its running trials are stopped"),
];

function look({ engine, dispatcher }: ApiContext, name: string) {
  return engine.read(name, (sweep, nowMs) => dispatcher.view(sweep, nowMs));
}

function toldBy(answer: Answer): string[] {
  return answer.kind === "done" ? [...(answer.told ?? [])] : [];
}

function hasLabel(labels: Readonly<Record<string, string>>, asked: string | undefined): boolean {
  if (asked === undefined) return true;
  const at = asked.indexOf("=");
  const name = at < 0 ? asked : asked.slice(0, at);
  return Object.hasOwn(labels, name) && (at < 0 || labels[name] === asked.slice(at + 1));
}
