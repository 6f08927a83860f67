import type { NightShape, NightsShape } from "../shapes/nights.ts";
import { metricName } from "./metricName.ts";
import { score } from "./numbers.ts";
import { settings } from "./settings.ts";

/** The report of a series, in Markdown. */
export function nightsReport({ series, objective, nights, advice }: NightsShape): string {
  const metric = metricName(objective.metric);
  const named = nights.find(({ sweep }) => sweep === advice.sweep);
  return [
    `# ${text(series)}`,
    "",
    adviceLine(advice),
    ...(advice.kind === "rollOut" && named !== undefined ? gainOf(named) : []),
    "",
    "## Night after night",
    "",
    `| night | state | ${text(metric)} | production | difference | surely better |`,
    "|---|---|---|---|---|---|",
    ...nights.map(row),
    "",
    text(movementSentence(nights, metric)),
    "",
    "Values are means over fresh seeds where a night was confirmed, else the estimate of a single run, marked ~. In brackets: 95 % intervals.",
    "",
  ].join("\n");
}

/** What to roll out, and what is gained by it. */
function gainOf({ params, baseline }: NightShape): string[] {
  const gained =
    baseline?.difference == null
      ? []
      : ["", `It is expected to gain ${measured(baseline.difference, baseline.differenceInterval)} on production.`];
  return [...(params === null ? [] : ["", `    ${settings(params)}`]), ...gained];
}

/** The verdict as a sentence without Markdown. */
export function adviceSentence(advice: NightsShape["advice"]): string {
  return `${headOf(advice)}: ${advice.reason}.`;
}

function adviceLine(advice: NightsShape["advice"]): string {
  return `**${text(headOf(advice))}**: ${text(advice.reason)}.`;
}

function headOf({ kind, sweep }: NightsShape["advice"]): string {
  switch (kind) {
    case "rollOut":
      return `Roll out ${sweep}`;
    case "keep":
      return "Keep what is in production";
    case "unknown":
      return "Not known";
  }
}

function row({ sweep, scheduled, state, value, interval, confirmed, baseline, surelyBetter }: NightShape): string {
  const when = scheduled === null ? text(sweep) : `${scheduled.slice(0, 16).replace("T", " ")} ${text(sweep)}`;
  const cells = [
    when,
    state,
    value === null ? "-" : `${confirmed ? "" : "~"}${measured(value, interval)}`,
    baseline?.mean == null ? "-" : score(baseline.mean),
    baseline?.difference == null ? "-" : measured(baseline.difference, baseline.differenceInterval),
    baseline === null ? "-" : surelyBetter ? "yes" : "no",
  ];
  return `| ${cells.join(" | ")} |`;
}

function measured(value: number, interval: readonly [number, number] | null): string {
  return interval === null ? score(value) : `${score(value)} [${score(interval[0])}, ${score(interval[1])}]`;
}

/** How the objective moved from the first night with a value to the last. */
export function movementSentence(nights: readonly NightShape[], metric: string): string {
  const valued = nights.filter(({ value }) => value !== null);
  const [first, last] = [valued[0], valued.at(-1)];
  if (first === undefined || last === undefined) return "No night has a value yet.";
  if (first === last) return "There is one night so far.";
  const by = Number(last.value) - Number(first.value);
  const apart =
    first.interval !== null &&
    last.interval !== null &&
    (first.interval[1] < last.interval[0] || last.interval[1] < first.interval[0]);
  const sure = apart
    ? "their intervals do not overlap"
    : "their intervals overlap, or are not known, so this may be chance";
  return `Over ${valued.length} nights ${metric} moved by ${by < 0 ? "" : "+"}${score(by)}, from ${score(Number(first.value))} to ${score(Number(last.value))}; ${sure}.`;
}

// What people named must not become a part of the table.
function text(words: string): string {
  return words.replace(/[|\\`*_<>[\]]/g, "\\$&").replace(/[\r\n]+/g, " ");
}
