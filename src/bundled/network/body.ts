import type { Layer } from "./layer.ts";

/** A network without its last layer. */
export interface Body {
  readonly layers: readonly Layer[];
  /** Values of a row that it passes on. */
  readonly features: number;
}
