import type { Command } from "commander";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { scheduleLines } from "./view/schedules.ts";

/** `macrosweep schedules` and `macrosweep unschedule NAME`: templates that make nights by themselves. */
export function addSchedules(program: Command): void {
  addClientCommand(program, "schedules", {
    summary: "list the templates that make nights by themselves",
    description:
      "List the documents with spec.schedule that a controller has taken: when the next night of each is due, and what became of the last ones. With --json one a line.",
    example: "macrosweep schedules",
  }).action(async ({ json, ...home }: ClientOptions) => {
    const schedules = await atHome(home, ({ client }) => client.schedules());
    if (json) for (const schedule of schedules) printJson(schedule);
    else printLines(scheduleLines(schedules));
  });
  addClientCommand(program, "unschedule <name>", {
    summary: "let a template make no further nights",
    description: "Let a template make no further nights. Its sweeps stay, and one that runs goes on.",
    example: "macrosweep unschedule beats-nightly",
  }).action(async (name: string, { json, ...home }: ClientOptions) => {
    const removed = await atHome(home, ({ client }) => client.unschedule(name));
    if (json) printJson(removed);
    else printLines([[`No further nights of ${name} will begin by themselves.`]]);
  });
}
