/**
 * Which part of the data, or which training, the results are of that follow a line: "Test results:", "--- validation ---", "Seed 2". Null for a line
 * that is no heading: one with other numbers, or a sentence.
 */
export function headingOf(line: string): string | null {
  const bare = line
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, " ")
    .trim();
  const part = partOf(bare);
  if (part === null || PREPARES.test(bare) || /\d/.test(bare)) return null;
  // "Training ..." says what is done, and no result may follow.
  if (part === "train" && !/:\s*$/.test(line) && !RESULTS.test(bare)) return null;
  const isMarked = /[:.]\s*$|^\s*[-=#*[>+~]/.test(line);
  return isMarked || bare.split(" ").length <= MOST_WORDS ? part : null;
}

/** The part of the data that a text names, in one word; null: none. */
export function partOf(text: string): string | null {
  const word = partWord(text);
  return word === null ? null : (PARTS.get(word) ?? null);
}

/** The word by which a text names its part; null: none. */
export function partWord(text: string): string | null {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.find((word) => PARTS.has(word)) ?? null;
}

/** The training that begins with a line: "fold 2", "Seed: 3", "=== Run 4 ==="; null when none does. */
export function trainingOf(line: string): { readonly kind: string; readonly number: number } | null {
  const [, kind = "", number] =
    /^[^\p{L}\d]*(?:cv\s+|starting\s+|outer\s+)?(fold|split|seed|run|repeat|repetition)\s*[:#=]?\s*(\d+)/iu.exec(
      line,
    ) ?? [];
  if (number !== undefined) return { kind: kind.toLowerCase(), number: Number(number) };
  // Anywhere, for nothing else is called so.
  const [, fold] = /\bfold\s*[:#=]?\s*(\d+)/i.exec(line) ?? [];
  return fold === undefined ? null : { kind: "fold", number: Number(fold) };
}

const PARTS = new Map(
  [
    ["train", "training"],
    ["val", "valid", "validation", "validating", "dev", "eval", "evaluation"],
    ["test", "testing", "tested", "holdout", "unseen"],
    ["final", "finally"],
  ].flatMap((words) => words.map((word) => [word, words[0]] as const)),
);

// A line about what comes before any result.
const PREPARES =
  /\b(load|loading|loaded|read|reading|prepar\w+|creat\w+|build\w*|download\w*|split\w*|sampl\w+|using|saved?|saving)\b/;
const RESULTS = /\b(results?|metrics?|scores?|report|performance|set)\b/;
const MOST_WORDS = 4;
