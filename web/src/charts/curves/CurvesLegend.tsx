/** What the colours of a chart of curves mean. */
export function CurvesLegend({ rungs }: { rungs: boolean }) {
  return (
    <ul class="legend">
      {ENTRIES.filter(({ style }) => rungs || style !== "rung").map(({ style, text }) => (
        <li key={style}>
          <span class={`swatch ${style}`} aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  );
}

const ENTRIES = [
  { style: "best", text: "best so far, with its 95 % interval" },
  { style: "running", text: "running" },
  { style: "completed", text: "completed" },
  { style: "pruned", text: "pruned" },
  { style: "failed", text: "failed, lost or cancelled" },
  { style: "rung", text: "rungs, where the pruner judges" },
];
