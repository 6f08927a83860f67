import { invalid, type Mistake, SweepError } from "../../error.ts";
import { didYouMean } from "../../nearest.ts";

/** Which columns of a table are what, as a document says. */
export interface Choice {
  readonly label: string;
  /** Columns that are left out. */
  readonly drop: readonly string[];
  /** Those to learn from; null: all but the label, `split`, `group` and what is left out. */
  readonly features: readonly string[] | null;
  /** Features whose texts are inputs of their own. */
  readonly categorical: readonly string[];
}

/** Where the columns stand. */
export interface Columns {
  readonly label: number;
  readonly split: number | null;
  readonly group: number | null;
  readonly features: readonly FeatureColumn[];
  readonly remarks: readonly string[];
}

interface FeatureColumn {
  readonly at: number;
  readonly name: string;
  readonly categorical: boolean;
}

/**
 * Finds the columns of a table.
 *
 * @param names Of the header; a column without a name is `column N`.
 * @param nameless What columns without a name hold, by their place: nothing, a count of the rows, or values.
 * @throws SweepError `invalid` that names the file and every column that is not there or stands there twice.
 */
export function columnsOf(
  names: readonly string[],
  nameless: ReadonlyMap<number, "empty" | "index" | "values">,
  choice: Choice,
  path: string,
): Columns {
  const { label, categorical } = choice;
  const at = placeOfLabel(label, names, path);
  const role = (name: string) => (choice.drop.includes(name) || !names.includes(name) ? null : names.indexOf(name));
  const [split, group] = [role("split"), role("group")];
  const roles = [label, ...(split === null ? [] : ["split"]), ...(group === null ? [] : ["group"])];
  const free = names.filter((name) => !roles.includes(name));
  const features = names.flatMap((name, column): FeatureColumn[] => {
    const isFeature = isChosen(name, choice, free.includes(name) && (nameless.get(column) ?? "values") === "values");
    return isFeature ? [{ at: column, name, categorical: categorical.includes(name) }] : [];
  });
  const used = [...roles, ...features.map(({ name }) => name)];
  const mistakes = [...unknownColumns(choice, names, free), ...doubleColumns(used, names, path)];
  if (mistakes.length > 0) throw invalid(mistakes);
  if (features.length === 0) throw new SweepError("invalid", `${path}: has no feature column`);
  return { label: at, split, group, features, remarks: remarksOn(names, nameless, features) };
}

function placeOfLabel(label: string, names: readonly string[], path: string): number {
  if (label === "split" || label === "group") {
    throw invalid([{ path: "label", value: label, rule: "must be another column than split and group" }]);
  }
  const at = names.indexOf(label);
  if (at >= 0) return at;
  throw new SweepError(
    "invalid",
    `${path}: has no column ${label}; its columns are ${names.join(", ")}${why(label, names)}`,
  );
}

/** `byDefault`: whether it is one where the document names none. */
function isChosen(name: string, { drop, features }: Choice, byDefault: boolean): boolean {
  return (features === null ? byDefault : features.includes(name)) && !drop.includes(name);
}

/** What is named and is no column of that use; `free`: those that may be features. */
function unknownColumns(
  { label, drop, features, categorical }: Choice,
  names: readonly string[],
  free: readonly string[],
): Mistake[] {
  const missing = (key: string, wanted: readonly string[], among: readonly string[]): Mistake[] =>
    wanted
      .filter((name) => !among.includes(name))
      .map((name) => ({ path: key, value: name, rule: `must be a column${didYouMean(name, names)}` }));
  const others = names.filter((name) => name !== label);
  const learnedFrom = (features ?? free).filter((name) => !drop.includes(name));
  return [
    ...missing("drop", drop, others),
    ...missing("features", features ?? [], free),
    ...missing("categorical", categorical, learnedFrom),
  ];
}

function doubleColumns(used: readonly string[], names: readonly string[], path: string): Mistake[] {
  return [...new Set(used)]
    .filter((name) => names.indexOf(name) !== names.lastIndexOf(name))
    .map((name) => ({ path, value: undefined, rule: `has two columns ${name}; rename one` }));
}

function why(label: string, names: readonly string[]): string {
  const numbers = names.filter((name) => name !== "" && Number.isFinite(Number(name))).length;
  if (numbers * 2 > names.length) return "; these are numbers: is the header missing?";
  return didYouMean(label, names);
}

function remarksOn(
  names: readonly string[],
  nameless: ReadonlyMap<number, "empty" | "index" | "values">,
  features: readonly FeatureColumn[],
): string[] {
  return [
    ...[...nameless]
      .filter(([at, what]) => what === "index" && !features.some((feature) => feature.at === at))
      .map(([at]) => `${names[at]} has no name and counts the rows: it is left out; features: [...] would take it`),
    ...features
      .filter(({ name }) => /^(split|group)$/i.test(name))
      .map(
        ({ name }) =>
          `column ${name} is a feature; only a column ${name.toLowerCase()}, in small letters, divides the rows`,
      ),
  ];
}
