import { agentListShape } from "../../../shapes/agent.ts";
import { logQuestionShape, logTailShape } from "../../../shapes/logTail.ts";
import { route, trialPath } from "../route.ts";

const list = route({
  name: "listAgents",
  method: "GET",
  path: "/api/v1/agents",
  summary: "The agents that are connected, and those that lately were, with slots, GPUs and leases",
  answer: agentListShape,
  atLeader: true,
  handle: async (_ask, { observed }) => ({ agents: observed.agents() }),
});

const log = route({
  name: "getLogTail",
  method: "GET",
  path: "/api/v1/sweeps/{name}/trials/{trial}/log",
  summary: "The last 64 KiB that a trial's trainer has printed",
  description:
    "Asked of the agent that runs it, or has run it last. Of a trial that has failed something is left when the agent has gone. Asked again with `after` it says what has come since.",
  params: trialPath,
  query: logQuestionShape,
  answer: logTailShape,
  atLeader: true,
  handle: ({ params: { name, trial }, query, signal }, { observed }) => observed.logTail(name, trial, query, signal),
});

/** Who trains, and what trainers print. */
export const agentRoutes = [list, log];
