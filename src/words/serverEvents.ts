/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/**
 * Takes the pieces of a stream as they come and returns the events that each one completes, as
 * https://html.spec.whatwg.org/multipage/server-sent-events.html has them; comments are left out.
 */
export function eventReader(): (piece: string) => ServerEvent[] {
  let rest = "";
  return (piece) => {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop() ?? "";
    return blocks.map(eventIn).filter(({ data }) => data !== "");
  };
}

function eventIn(block: string): ServerEvent {
  const fields = block.split("\n").map((line) => /^(event|id|data): ?(.*)$/.exec(line));
  const fieldOf = (name: string) => fields.flatMap((field) => (field?.[1] === name ? [field[2] ?? ""] : [])).join("\n");
  return { event: fieldOf("event") || "message", id: fieldOf("id"), data: fieldOf("data") };
}
