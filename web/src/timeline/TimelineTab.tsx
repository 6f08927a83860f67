import { useMemo, useState } from "preact/hooks";
import type { AttemptSpan, TimelineShape } from "../../../src/shapes/timeline.ts";
import { span as timeSpan } from "../../../src/words/span.ts";
import { CHART_FONT } from "../charts/colours.ts";
import { type Draw, Drawing } from "../charts/Drawing.tsx";
import { FailureNote } from "../parts/FailureNote.tsx";
import { Said } from "../parts/Said.tsx";
import { Scroll } from "../parts/Scroll.tsx";
import { goTo } from "../place/usePlace.ts";
import { useAnswer } from "../source/useSource.ts";
import type { TabProps } from "../sweep/tab.ts";
import { count, counted, percent } from "../words/numbers.ts";
import { plain } from "../words/text.ts";
import { moment } from "../words/times.ts";
import { agentSums, type Lane, lanesOf } from "./lanes.ts";

const [ROW, GAP, BOTTOM, RIGHT] = [16, 3, 24, 8];

/** Which agent trained what, and when: busy, idle and lost. */
export function TimelineTab({ sweep, trials }: TabProps) {
  // Asked again when a trial began or ended, not with every epoch.
  const { completed, pruned, failed, preempted, cancelled, running } = sweep.trials;
  const version = [trials.length, completed, pruned, failed, preempted, cancelled, running].join();
  const { value, failure } = useAnswer<TimelineShape>(
    `/api/v1/sweeps/${encodeURIComponent(sweep.sweep)}/timeline`,
    {},
    version,
  );
  const lanes = useMemo(() => (value === null ? [] : lanesOf(value.attempts, value.atMs)), [value]);
  if (failure !== null) return <FailureNote failure={failure} />;
  if (value === null) return <p class="dim">Asking the controller …</p>;
  if (lanes.length === 0) return <p>No trial was handed to an agent yet.</p>;
  return (
    <section class="panel stack">
      <h2>Agents and their slots</h2>
      <Picture lanes={lanes} nowMs={value.atMs} sweep={sweep.sweep} />
      <ul class="legend">
        {LEGEND.map(({ colour, text }) => (
          <li key={colour}>
            <span class={`swatch ${colour}`} aria-hidden="true" />
            {text}
          </li>
        ))}
      </ul>
      <Sums lanes={lanes} nowMs={value.atMs} />
    </section>
  );
}

const LEGEND = [
  { colour: "completed", text: "trained to its end" },
  { colour: "pruned", text: "stopped" },
  { colour: "running", text: "running" },
  { colour: "failed", text: "lost or given back" },
];

function Picture({ lanes, nowMs, sweep }: { lanes: readonly Lane[]; nowMs: number; sweep: string }) {
  const [hovered, setHovered] = useState<{ span: AttemptSpan; x: number; y: number; width: number } | null>(null);
  const [first, last] = useMemo(() => rangeOf(lanes, nowMs), [lanes, nowMs]);
  const left = (width: number) => Math.min(150, width * 0.3);
  const draw = useMemo((): Draw => {
    return (context, { width, height }, colour) => {
      const x = (ms: number) =>
        left(width) + ((ms - first) / Math.max(1, last - first)) * (width - left(width) - RIGHT);
      context.font = CHART_FONT;
      for (const [i, { agent, slot, spans }] of lanes.entries()) {
        const y = i * (ROW + GAP);
        context.fillStyle = colour("sunken");
        context.fillRect(left(width), y, width - left(width) - RIGHT, ROW);
        context.fillStyle = colour("dim");
        if (slot === 1) context.fillText(fitted(context, plain(agent), left(width) - 8), 0, y + 12);
        for (const span of spans) {
          context.fillStyle = colour(colourOf(span));
          context.fillRect(x(span.sinceMs), y, Math.max(1, x(span.untilMs ?? nowMs) - x(span.sinceMs) - 0.5), ROW);
        }
      }
      context.fillStyle = colour("dim");
      context.fillText(moment(first, nowMs), left(width), height - 6);
      context.textAlign = "right";
      context.fillText(timeSpan(last - first), width - RIGHT, height - 6);
    };
  }, [lanes, first, last, nowMs]);
  const point = (at: { x: number; y: number; width: number } | null) => {
    const lane = at === null ? undefined : lanes[Math.floor(at.y / (ROW + GAP))];
    if (at === null || lane === undefined) return setHovered(null);
    const share = (at.x - left(at.width)) / (at.width - left(at.width) - RIGHT);
    const ms = first + share * (last - first);
    const span = lane.spans.find(({ sinceMs, untilMs }) => sinceMs <= ms && ms <= (untilMs ?? nowMs));
    setHovered(span === undefined ? null : { span, ...at });
  };
  return (
    <div class="chart">
      <Drawing
        draw={draw}
        height={lanes.length * (ROW + GAP) + BOTTOM}
        text={`What ${counted(lanes.length, "slot")} of agents trained over time; the table below has it in numbers.`}
        onPoint={point}
        onPick={() => hovered && goTo(["sweeps", sweep, "trials", hovered.span.trial])}
      />
      {hovered === null ? null : (
        <div
          class="tip"
          style={{
            top: `${hovered.y + 14}px`,
            ...(hovered.x > hovered.width / 2
              ? { right: `${hovered.width - hovered.x}px` }
              : { left: `${hovered.x}px` }),
          }}
        >
          {tipOf(hovered.span, nowMs)}
        </div>
      )}
    </div>
  );
}

function Sums({ lanes, nowMs }: { lanes: readonly Lane[]; nowMs: number }) {
  return (
    <Scroll label="Agents in numbers">
      <table>
        <thead>
          <tr>
            <th>Agent</th>
            <th class="number">Slots used</th>
            <th class="number">Busy</th>
            <th class="number">Attempts</th>
            <th class="number">Lost or given back</th>
          </tr>
        </thead>
        <tbody>
          {agentSums(lanes, nowMs).map(({ agent, slots, attempts, lost, busy }) => (
            <tr key={agent}>
              <td>
                <Said text={agent} />
              </td>
              <td class="number">{slots}</td>
              <td class="number">{percent(busy, 1)}</td>
              <td class="number">{count(attempts)}</td>
              <td class="number">{count(lost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function rangeOf(lanes: readonly Lane[], nowMs: number): [number, number] {
  const spans = lanes.flatMap(({ spans: some }) => some);
  const first = spans.reduce((least, { sinceMs }) => Math.min(least, sinceMs), nowMs);
  return [first, spans.reduce((most, { untilMs }) => Math.max(most, untilMs ?? nowMs), first)];
}

function colourOf({ ended }: AttemptSpan): string {
  switch (ended) {
    case null:
      return "curve-running";
    case "finished":
      return "curve-completed";
    case "stopped":
      return "curve-pruned";
    case "returned":
    case "expired":
    case "undelivered":
      return "curve-failed";
  }
}

function tipOf({ trial, attempt, sinceMs, untilMs, ended }: AttemptSpan, nowMs: number): string {
  const again = attempt === 1 ? "" : `, attempt ${attempt}`;
  return `Trial ${trial}${again}: ${ended ?? "running"}, ${timeSpan((untilMs ?? nowMs) - sinceMs)} from ${moment(sinceMs, nowMs)}`;
}

function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  let shown = text;
  while (shown.length > 4 && context.measureText(shown).width > width)
    shown = `${shown.slice(0, -2)}…`.replace("……", "…");
  return shown;
}
