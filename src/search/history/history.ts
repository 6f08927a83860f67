import { type Axis, axesOf, toUnit } from "../space/axis.ts";
import { keyOf, type Params, type Space } from "../space/parameter.ts";
import { type Direction, toLoss } from "./loss.ts";
import { Ranking, type RankingView } from "./ranking.ts";

export type TrialState = "waiting" | "running" | "completed" | "pruned" | "failed" | "preempted" | "cancelled";

/**
 * What is known of one trial. Point i of its curve is (steps[i], values[i] ± errors[i]); steps rise. violations[i] is by how much the trial
 * missed the sweep's constraints there, in all: 0 where they held or there are none.
 */
export interface TrialRecord {
  readonly number: number;
  readonly params: Params;
  /** Whether a model proposed it. */
  readonly guided: boolean;
  /** The trial whose params it trains again with another seed; such a trial stands in no ranking. `null` for a configuration of its own. */
  readonly replicateOf: number | null;
  /** Whether it was trained elsewhere and counts as it is: it takes nothing of the budget. */
  readonly adopted: boolean;
  readonly state: TrialState;
  readonly steps: readonly number[];
  readonly values: readonly number[];
  readonly errors: readonly (number | null)[];
  readonly violations: readonly number[];
}

/** Where a trial comes from. */
export type Origin = Partial<Pick<TrialRecord, "guided" | "replicateOf" | "adopted">>;

/** What a search may use, in trials and in epochs of all of them; `null`: without a limit of its own. */
export interface SearchBudget {
  readonly trials: number | null;
  readonly epochs: number | null;
}

/** What samplers and pruners may see. */
export interface HistoryView {
  readonly trials: readonly TrialRecord[];
  readonly budget: SearchBudget;
  /** The share of the budget that is used, in [0, 1]: of its trials or of its epochs, whichever is more; 0 where it has no limit. */
  readonly spent: number;
  readonly direction: Direction;
  /** Steps at which trials are compared, rising; the last one is the last step that a trial can reach. */
  readonly rungs: readonly number[];
  /** Trials that are waiting or running, by number, without replicates. */
  readonly open: ReadonlySet<number>;
  /**
   * The trials with a value at one of `rungs`, best first: those that meet the constraints by value, then the others by how near they come.
   * A completed trial that ended before the rung stands there with its last value.
   */
  ranking(rung: number): RankingView;
  /** Coordinates in [0, 1] of every trial, a row a trial and a column a parameter; NaN where it is not active. May be longer than needed. */
  readonly points: Float64Array;
  /** Whether some trial has these params. */
  contains(params: Params): boolean;
  /** How many different params the trials have. */
  readonly distinct: number;
}

interface MutableRecord extends TrialRecord {
  state: TrialState;
  readonly steps: number[];
  readonly values: number[];
  readonly errors: (number | null)[];
  readonly violations: number[];
}

/**
 * The one owner of params, state and curve of every trial of a sweep, changed in place.
 *
 * Failed and cancelled trials keep their curves and have no value at any rung.
 */
export class History implements HistoryView {
  readonly direction: Direction;
  readonly budget: SearchBudget;
  readonly rungs: readonly number[];
  readonly open = new Set<number>();
  points: Float64Array = new Float64Array(0);
  readonly #records: MutableRecord[] = [];
  readonly #space: Space;
  readonly #axes: readonly Axis[];
  readonly #rankings: ReadonlyMap<number, Ranking>;
  readonly #known = new Set<string>();
  #configurations = 0;
  #epochs = 0;

  constructor(options: {
    space: Space;
    direction: Direction;
    maxStep: number;
    rungs: readonly number[];
    budget?: SearchBudget;
  }) {
    this.rungs = [...new Set([...options.rungs, options.maxStep])].sort((a, b) => a - b);
    this.#rankings = new Map(this.rungs.map((rung) => [rung, new Ranking()]));
    this.#space = options.space;
    this.#axes = axesOf(options.space);
    this.direction = options.direction;
    this.budget = options.budget ?? { trials: null, epochs: null };
  }

  get trials(): readonly TrialRecord[] {
    return this.#records;
  }

  get spent(): number {
    const { trials, epochs } = this.budget;
    return Math.min(
      1,
      Math.max(
        this.#configurations / (trials ?? Number.POSITIVE_INFINITY),
        this.#epochs / (epochs ?? Number.POSITIVE_INFINITY),
      ),
    );
  }

  /** Trials of the search that it has suggested itself: no replicates, none that were trained elsewhere. */
  get configurations(): number {
    return this.#configurations;
  }

  /**
   * Takes over all that another history of the same space knows, into this one in which nothing has happened yet. `violationOf`: what a trial misses under
   * other constraints, at every step; null: as it was.
   */
  takeOver(from: History, violationOf: (trial: number) => number | null): void {
    for (const {
      number,
      params,
      guided,
      replicateOf,
      adopted,
      state,
      steps,
      values,
      errors,
      violations,
    } of from.trials) {
      this.add(params, { guided, replicateOf, adopted });
      const violation = violationOf(number);
      steps.forEach((step, i) => {
        this.report(number, step, values[i], errors[i], violation ?? violations[i]);
      });
      this.setState(number, state);
    }
    // Those that were repeated, too.
    this.#epochs = from.#epochs;
  }

  /** Adds a waiting trial with params of the space; returns its number. */
  add(params: Params, { guided = false, replicateOf = null, adopted = false }: Origin = {}): number {
    const number = this.#records.length;
    this.#records.push({ number, params, guided, replicateOf, adopted, state: "waiting", ...emptyCurve() });
    if (replicateOf === null) {
      this.open.add(number);
      if (!adopted) this.#configurations++;
    }
    this.#known.add(keyOf(this.#space, params));
    this.#encode(number, params);
    return number;
  }

  setState(trial: number, state: TrialState): void {
    const record = this.#records[trial];
    const before = record.state;
    if (record.replicateOf === null && standingOf(before) !== standingOf(state)) {
      for (const rung of this.rungs) this.#move(record, rung, before, state);
    }
    record.state = state;
    if (record.replicateOf === null && (state === "waiting" || state === "running")) this.open.add(trial);
    else this.open.delete(trial);
  }

  /**
   * Adds a point to the curve of a trial that has not completed. A newer attempt may repeat steps: the points at `step` and after it are
   * dropped first. `violation`: of the sweep's constraints, finite and at least 0.
   */
  report(trial: number, step: number, value: number, error: number | null, violation = 0): void {
    const record = this.#records[trial];
    const { steps, values, errors, violations, state } = record;
    if (state === "completed") throw new RangeError(`trial ${trial} has completed and takes no more reports`);
    while (steps.length > 0 && steps[steps.length - 1] >= step) this.#dropLast(record);
    steps.push(step);
    values.push(value);
    errors.push(error);
    violations.push(violation);
    if (!record.adopted) this.#epochs++;
    if (this.#isRanked(record)) this.#rankings.get(step)?.add(trial, toLoss(value, this.direction), violation);
  }

  ranking(rung: number): RankingView {
    return this.#rankingAt(rung);
  }

  contains(params: Params): boolean {
    return this.#known.has(keyOf(this.#space, params));
  }

  get distinct(): number {
    return this.#known.size;
  }

  #rankingAt(rung: number): Ranking {
    const ranking = this.#rankings.get(rung);
    if (ranking === undefined) throw new RangeError(`step ${rung} is not a rung`);
    return ranking;
  }

  #dropLast(record: MutableRecord): void {
    const step = record.steps.pop();
    const value = record.values.pop();
    const violation = record.violations.pop();
    record.errors.pop();
    if (step === undefined || value === undefined || !this.#isRanked(record)) return;
    this.#rankings.get(step)?.remove(record.number, toLoss(value, this.direction), violation);
  }

  #isRanked({ state, replicateOf }: TrialRecord): boolean {
    return replicateOf === null && standingOf(state) !== "none";
  }

  #move(record: MutableRecord, rung: number, before: TrialState, after: TrialState): void {
    const old = pointAt(record, rung, before);
    const now = pointAt(record, rung, after);
    if (old === now) return;
    const { number, values, violations } = record;
    if (old !== null) this.#rankingAt(rung).remove(number, toLoss(values[old], this.direction), violations[old]);
    if (now !== null) this.#rankingAt(rung).add(number, toLoss(values[now], this.direction), violations[now]);
  }

  #encode(trial: number, params: Params): void {
    const width = this.#space.length;
    if (this.points.length < (trial + 1) * width) {
      const longer = new Float64Array(Math.max(64, 2 * (trial + 1)) * width);
      longer.set(this.points);
      this.points = longer;
    }
    for (let index = 0; index < width; index++) {
      const value = params[this.#space[index].name];
      this.points[trial * width + index] = value === undefined ? Number.NaN : toUnit(this.#axes[index], value);
    }
  }
}

/** The value of a trial at exactly this step; null when it has none. */
export function valueAt(record: TrialRecord, step: number): number | null {
  const point = pointOf(record, step);
  return point === null ? null : record.values[point];
}

function emptyCurve(): Pick<MutableRecord, "steps" | "values" | "errors" | "violations"> {
  return { steps: [], values: [], errors: [], violations: [] };
}

// The point of the curve with which a trial in this state stands at a rung.
function pointAt(record: TrialRecord, rung: number, state: TrialState): number | null {
  const standing = standingOf(state);
  const last = record.steps.length - 1;
  if (standing === "none" || last < 0) return null;
  if (rung > record.steps[last]) return standing === "carried" ? last : null;
  return pointOf(record, rung);
}

// The point at exactly this step.
function pointOf({ steps }: TrialRecord, step: number): number | null {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle] < step) low = middle + 1;
    else high = middle;
  }
  return low < steps.length && steps[low] === step ? low : null;
}

// At which rungs a trial in this state has a value: at none, at those that it reached, or at the later ones as well.
function standingOf(state: TrialState): "none" | "reached" | "carried" {
  switch (state) {
    case "failed":
    case "cancelled":
      return "none";
    case "waiting":
    case "running":
    case "pruned":
    case "preempted":
      return "reached";
    case "completed":
      return "carried";
  }
}
