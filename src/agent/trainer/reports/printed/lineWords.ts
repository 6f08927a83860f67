/**
 * The words before a result in a line, without numbers, times and whatever else changes from epoch to epoch: what tells the results of one kind
 * from those of another, such as "test" or "rank1".
 */
export function lineWords(before: string): string {
  const text = before.toLowerCase();
  const numbered = [...text.matchAll(NUMBERED)].map(([, word = "", number = ""]) => word + number);
  const words = text.match(/\p{L}{3,}/gu) ?? [];
  return [...numbered, ...words.filter((word) => !CHANGING.has(word))].join(" ");
}

/** The first word that one has and the other lacks; null when they have the same ones. */
export function differingWord(words: string, others: string): string | null {
  const known = new Set(others.split(" "));
  return words.split(" ").find((word) => word !== "" && !known.has(word)) ?? null;
}

/** A number at the beginning of a line, as of a process or a fold: [0] or 1: but no time, date or share. */
export function leadingNumber(line: string): number | null {
  const [, number] = /^[^\w.]{0,3}(\d{1,4})(?![\d.:/%-]\d|\d|%)/.exec(line) ?? [];
  return number === undefined ? null : Number(number);
}

// What counts processes, folds and the like, and not epochs.
const NUMBERED = /(rank|fold|gpu|cuda|pid|host|worker|proc|process|node|device|split|default)[\s_:#=-]{0,3}(\d+)/g;

const CHANGING = new Set(
  [
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    ["january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december"],
    ["nan", "inf", "none", "null", "sec", "secs", "second", "seconds", "min", "mins", "minute", "minutes"],
    [
      "hour",
      "hours",
      "day",
      "days",
      "hrs",
      "utc",
      "rank",
      "fold",
      "gpu",
      "worker",
      "proc",
      "process",
      "node",
      "device",
    ],
  ].flat(),
);
