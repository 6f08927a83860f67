import { z } from "zod";
import { SweepError } from "../../../error.ts";
import { deletedScheduleShape, scheduledShape, scheduleListShape } from "../../../shapes/schedules.ts";
import { documentOf } from "../documentOf.ts";
import { documentText, Reply, route } from "../route.ts";

const list = route({
  name: "listSchedules",
  method: "GET",
  path: "/api/v1/schedules",
  summary: "The templates that make nights by themselves, and what became of the last nights of each",
  answer: scheduleListShape,
  handle: async (_ask, { schedules }) => ({ schedules: schedules.all() }),
});

const create = route({
  name: "createSchedule",
  method: "POST",
  path: "/api/v1/schedules",
  summary: "Take a document with spec.schedule, as JSON or YAML: its nights begin by themselves",
  description:
    "In place of an earlier one of its name. Nights that would have begun before it was taken are not made up for.",
  body: documentText,
  answer: scheduledShape,
  statuses: [200, 201],
  async handle({ body, headers }, { schedules }) {
    const answer = await schedules.put(documentOf(body, headers["content-type"]).document);
    return new Reply(answer.existing ? 200 : 201, answer);
  },
});

const remove = route({
  name: "deleteSchedule",
  method: "DELETE",
  path: "/api/v1/schedules/{name}",
  summary: "No further nights of this template; those that there are stay",
  params: z.strictObject({ name: z.string().describe("Name of the template.") }),
  absent: ({ name }) => new SweepError("notFound", `there is no schedule "${name}"`),
  answer: deletedScheduleShape,
  async handle({ params: { name } }, { schedules }) {
    await schedules.remove(name);
    return { schedule: name, deleted: true as const };
  },
});

/** Templates that make nights by themselves. */
export const scheduleRoutes = [list, create, remove];
