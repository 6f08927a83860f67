import { clean } from "../words/text.ts";

/** A text that somebody else wrote: as text, without what is for terminals, and without turning around what stands beside it. */
export function Said({ text, class: name }: { text: string; class?: string }) {
  return <bdi class={name}>{clean(text)}</bdi>;
}
