import type { Pruner } from "./pruner.ts";

export interface NoneSpec {
  readonly name: "none";
}

/** Prunes nothing. */
export function createNone(): Pruner {
  return { rungs: [], judge: () => ({ kind: "continue", reason: null }) };
}
