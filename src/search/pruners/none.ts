import type { Pruner, PrunerKind } from "./pruner.ts";

export interface NoneSpec {
  readonly name: "none";
}

export const none: PrunerKind<NoneSpec> = { read: () => ({ name: "none" }), create: createNone };

/** Prunes nothing. */
function createNone(): Pruner {
  return { rungs: [], judge: () => ({ kind: "continue", reason: null }) };
}
