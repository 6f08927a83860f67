import type { PairShape } from "../shapes/confirmation.ts";

/**
 * What comes of the winner against each other finalist: "It beats trial 9 with probability 0.97; trial 3 cannot be told apart from it (it is better with probability
 * 0.83)." Null without another finalist.
 *
 * @param probability how one is written
 */
export function winnerSentence(
  pairs: readonly PairShape[],
  winner: number,
  probability: (value: number) => string,
): string | null {
  const own = pairs.filter(({ better }) => better === winner);
  const beaten = own.filter(({ apart }) => apart);
  const alike = own.filter(({ apart }) => !apart);
  const parts = [
    ...(beaten.length === 0 ? [] : [`it beats ${surely(beaten, probability)}`]),
    ...(alike.length === 0 ? [] : [unsurely(alike, probability)]),
  ];
  return parts.length === 0 ? null : `${capital(parts.join("; "))}.`;
}

/** What comes of two of them: "Trial 7 beats trial 9 with probability 0.97." */
export function pairSentence({ better, worse, probability, apart }: PairShape, written: (value: number) => string) {
  if (apart) return `Trial ${better} beats trial ${worse} with probability ${written(probability)}.`;
  return `Trials ${better} and ${worse} cannot be told apart (${better} is better with probability ${written(probability)}).`;
}

function surely(beaten: readonly PairShape[], probability: (value: number) => string): string {
  const least = probability(Math.min(...beaten.map((pair) => pair.probability)));
  const [one] = beaten;
  if (one !== undefined && beaten.length === 1) return `trial ${one.worse} with probability ${least}`;
  return `trials ${listed(beaten.map(({ worse }) => String(worse)))} with probability ${least} or more`;
}

function unsurely(alike: readonly PairShape[], probability: (value: number) => string): string {
  const [one] = alike;
  if (one !== undefined && alike.length === 1)
    return `trial ${one.worse} cannot be told apart from it (it is better with probability ${probability(one.probability)})`;
  const each = alike.map(({ worse, probability: sure }) => `${worse} (${probability(sure)})`);
  return `trials ${listed(each)} cannot be told apart from it (in brackets: that it is better)`;
}

function listed(all: readonly string[]): string {
  const last = all.at(-1) ?? "";
  return all.length < 2 ? last : `${all.slice(0, -1).join(", ")} and ${last}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
