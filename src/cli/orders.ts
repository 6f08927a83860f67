import type { Command } from "commander";
import type { Order } from "./client.ts";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { shown } from "./shown.ts";

interface Words {
  readonly summary: string;
  readonly description: string;
  /** What is said when it is done, behind the sweep's name. */
  readonly done: string;
}

const orders: Readonly<Record<Order, Words>> = {
  pause: {
    summary: "start no new trials",
    description: "Pause a sweep: no new trials start, those that run go on to their end.",
    done: "is paused",
  },
  resume: {
    summary: "let a paused sweep go on",
    description: "Let a paused sweep go on.",
    done: "goes on",
  },
  cancel: {
    summary: "end a sweep for good",
    description: "Cancel a sweep for good: its running trials are stopped. What is known of them is kept.",
    done: "is cancelled",
  },
};

/** `macrosweep pause|resume|cancel NAME`: what a person may order of a sweep. */
export function addOrders(program: Command): void {
  for (const order of Object.keys(orders) as Order[]) {
    const { summary, description, done } = orders[order];
    const example = `macrosweep ${order} beats`;
    addClientCommand(program, `${order} <name>`, { summary, description, example }).action(
      async (name: string, { json, ...home }: ClientOptions) => {
        const sweep = await atHome(home, ({ client }) => client.order(name, order));
        if (json) printJson(shown(sweep));
        else printLines([[`Sweep ${name} ${done}.`]]);
      },
    );
  }
}
