import { SweepError } from "../../../error.ts";
import type { Event } from "../events.ts";
import { isOver, type Sweep } from "../state.ts";
import type { Order } from "./order.ts";
import * as table from "./table.ts";

export type OrderName = keyof typeof table;

const orders: Readonly<Record<OrderName, Order>> = table;

/** Whether a command is an order. */
export function isOrder<C extends { readonly kind: string }>(command: C): command is Extract<C, { kind: OrderName }> {
  return Object.hasOwn(orders, command.kind);
}

/** What an order leads to. @throws SweepError `conflict` when the sweep has ended, unless it is as ordered. */
export function decideOrder(sweep: Sweep, name: OrderName, atMs: number): readonly Event[] {
  const { phase, done, decide } = orders[name];
  if (sweep.phase === phase) return [];
  if (!isOver(sweep)) return decide(sweep, atMs);
  throw new SweepError("conflict", `sweep "${sweep.spec.name}" has ended (${sweep.phase}) and cannot be ${done}`);
}
