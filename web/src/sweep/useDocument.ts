import { useAnswer } from "../source/useSource.ts";

/** A parameter of the space, as the document has it. */
export interface Parameter {
  readonly name: string;
  readonly type: "categorical" | "int" | "float" | "bool" | (string & {});
  /** Of a categorical one. */
  readonly values?: readonly unknown[];
  readonly min?: number;
  readonly max?: number;
  readonly scale?: "linear" | "log";
  /** Under which it exists: one of these values of each of these parameters. */
  readonly when: Readonly<Record<string, readonly unknown[]>>;
}

/** The document of a sweep, with every default filled in; of its keys those that the page reads. */
export interface SweepDocument {
  readonly document: {
    readonly parameters: readonly Parameter[];
    readonly pruner: { readonly name: string };
    readonly sampler: { readonly name: string };
  } & Readonly<Record<string, unknown>>;
  readonly rungs: readonly number[];
}

/** The document of a sweep; null before it is there. */
export function useDocument(name: string): SweepDocument | null {
  return useAnswer<SweepDocument>(`/api/v1/sweeps/${encodeURIComponent(name)}/document`).value;
}
