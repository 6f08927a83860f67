import { z } from "zod";

const ms = (what: string) => z.number().describe(`${what}, in ms since the Unix epoch, by the controller's clock.`);

const gpuShape = z.object({
  index: z
    .number()
    .nullable()
    .describe("The driver's number, that of its GPU for a MIG instance; null where the agent does not say."),
  name: z.string(),
  memoryMib: z.number().nullable().describe("null where the driver does not say."),
  mig: z.boolean().describe("A part of a GPU that is a device of its own."),
});

const heldShape = z.object({
  sweep: z.string(),
  trial: z.number(),
  attempt: z.number(),
  sinceMs: ms("When the attempt began"),
  heardMs: ms("When its agent was last heard of it"),
  ending: z.boolean().describe("Its lease has ended, and its trainer has not as far as anybody knows."),
});

/** An agent that is connected, or lately was: what `agents --json` prints, one a line. Public, as the shape of a sweep is. */
export const agentShape = z
  .object({
    name: z.string().describe("Of its process: an agent that is started again is another one."),
    host: z.string(),
    version: z.string().nullable().describe("Of macrosweep; null where it does not say."),
    state: z.enum(["connected", "lost"]).describe("lost: its stream has ended, and its process is not connected now."),
    sinceMs: ms("When its process was first here"),
    heardMs: ms("When it was last heard"),
    lostSinceMs: ms("When its last stream ended").nullable(),
    slots: z.number(),
    busy: z.number().describe("Slots in which a trainer runs or ends, as far as the controller knows."),
    free: z
      .number()
      .describe("Slots that wait for a trial; those of an agent in trouble, and of one that is lost, do not."),
    gpus: z.array(gpuShape),
    labels: z.record(z.string(), z.string()),
    trouble: z.string().nullable().describe("Why its machine cannot run trainers now; null while it can."),
    leases: z.array(heldShape),
  })
  .meta({ id: "Agent" });
export type AgentShape = Readonly<z.infer<typeof agentShape>>;

export const agentListShape = z
  .object({
    agents: z
      .array(agentShape)
      .describe("Those that are connected by name, then those that are lost, the last one first."),
  })
  .meta({ id: "AgentList" });
