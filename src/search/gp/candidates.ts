import type { Random } from "../chance/stream.ts";
import type { Candidate } from "../parzen/parzen.ts";
import { type Axis, fromUnit, toUnit } from "../space/axis.ts";
import { buildParams } from "../space/configuration.ts";

/** A configuration drawn at random through the conditional tree. */
export function drawAnywhere(axes: readonly Axis[], random: Random): Candidate {
  return build(axes, () => random.next());
}

/**
 * A neighbour of `point`: about two of its parameters (at least one is tried) take a normal step of deviation `spread`, at least to the next
 * value where there are cells, or become another category. Parameters that become active by that are drawn anywhere.
 */
export function drawNear(axes: readonly Axis[], point: Float64Array, spread: number, random: Random): Candidate {
  const always = random.integer(axes.length);
  return build(axes, (index) => {
    if (Number.isNaN(point[index])) return random.next();
    const isChanged = index === always || random.next() < 1 / axes.length;
    return isChanged ? change(axes[index], point[index], spread, random) : point[index];
  });
}

function build(axes: readonly Axis[], pick: (index: number) => number): Candidate {
  const point = new Float64Array(axes.length).fill(Number.NaN);
  const params = buildParams(axes, (index) => {
    const u = pick(index);
    const axis = axes[index];
    const value = fromUnit(axis, u);
    point[index] = axis.kind === "continuous" ? u : toUnit(axis, value);
    return value;
  });
  return { params, point };
}

function change(axis: Axis, u: number, spread: number, random: Random): number {
  if (axis.kind === "continuous") return reflect(u + spread * random.normal());
  const { levels } = axis;
  if (levels === 1) return u;
  const level = axis.levelAt(u);
  const middle = (of: number) => (axis.edge(of) + axis.edge(of + 1)) / 2;
  // Any other category is as near as the next.
  if (!axis.ordered) return middle((level + 1 + random.integer(levels - 1)) % levels);
  const moved = reflect(u + spread * random.normal());
  if (axis.levelAt(moved) !== level) return moved;
  return middle(level === 0 || (moved > u && level < levels - 1) ? level + 1 : level - 1);
}

// Back into [0, 1] at the ends, so that none of them collects what would be beyond.
function reflect(u: number): number {
  const within = Math.abs(u) % 2;
  return within > 1 ? 2 - within : within;
}
