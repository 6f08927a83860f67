import type { Saved } from "../saveWinner.ts";
import type { Line } from "./line.ts";

/** What `best --save` wrote into its folder, and from where; or why nothing of the trainer's is there. */
export function savedLines(folder: string, { files, from }: Saved, work: string): Line[] {
  const own: Line =
    from === null
      ? [`  ${work} holds no checkpoint of it: its script keeps none, or it was trained on another machine (--work)`]
      : [`  what its trainer left in ${from}`];
  return [[], [["Saved", "bold"], ` in ${folder}:`], own, [`  ${files.join(", ")}`]];
}
