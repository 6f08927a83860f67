import type { Mistake } from "../../../error.ts";
import { Fields, isObject } from "../../../fields.ts";

/** Labels that an agent must have, with their values. "gpu" is the model: a part of its name is enough, in any case. */
export type Requires = Readonly<Record<string, string>>;

/** What an agent says of its machine. */
export interface Machine {
  /** Models of the GPUs that its trainers get, one for each. */
  readonly gpus: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether the agent may train for a sweep. One with several models fits only when all do: any trial may get any of them. */
export function fits({ gpus, labels }: Machine, requires: Requires): boolean {
  return Object.entries(requires).every(([name, value]) => {
    if (name !== "gpu") return new Map(Object.entries(labels)).get(name) === value;
    return gpus.length > 0 && gpus.every((model) => model.toLowerCase().includes(value.toLowerCase()));
  });
}

/** What to tell a person while no connected agent fits: `waits for an agent with gpu "H100"; connected: 2 agents with gpu "A100"`. */
export function waitingFor(requires: Requires, connected: readonly Machine[]): string {
  const names = Object.keys(requires);
  if (names.length === 0) return "waits for an agent; none is connected";
  const wanted = names.map((name) => `${name} ${JSON.stringify(requires[name])}`).join(" and ");
  const kinds = Map.groupBy(connected, (machine) => names.map((name) => describe(machine, name)).join(" and "));
  const there = [...kinds].map(([kind, { length }]) => `${length} agent${length === 1 ? "" : "s"} with ${kind}`);
  return `waits for an agent with ${wanted}; connected: ${there.length === 0 ? "none" : there.join(", ")}`;
}

function describe({ gpus, labels }: Machine, name: string): string {
  const values = name === "gpu" ? [...new Set(gpus)] : [new Map(Object.entries(labels)).get(name) ?? []].flat();
  return values.length === 0 ? `no ${name}` : `${name} ${values.map((value) => JSON.stringify(value)).join(" and ")}`;
}

const MOST = 16;
const NAME = /^[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?$/;

/** Reads `requires`; undefined when the document does not speak of it: then every agent fits. */
export function readRequires(raw: unknown, mistakes: Mistake[]): Requires | undefined {
  if (raw === undefined) return undefined;
  const fields = new Fields(raw, "spec.requires", mistakes);
  const names = isObject(raw) ? Object.keys(raw) : [];
  if (names.length > MOST) fields.mistake(null, names.length, `labels are too many; ${MOST} may be required`);
  return Object.fromEntries(
    names.slice(0, MOST).map((name) => {
      if (!NAME.test(name))
        fields.mistake(name, undefined, "a label is named with letters, digits, and . _ / - in between");
      return [name, fields.text(name)];
    }),
  );
}
