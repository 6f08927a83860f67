/** What the command line may use of the conversion. */
export { convert } from "./convert.ts";
export type { Conversion } from "./draft.ts";
