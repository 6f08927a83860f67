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
  const { label, drop, features, categorical } = choice;
  if (label === "split" || label === "group") {
    throw invalid([{ path: "label", value: label, rule: "must be another column than split and group" }]);
  }
  const at = names.indexOf(label);
  if (at < 0) {
    throw new SweepError(
      "invalid",
      `${path}: has no column ${label}; its columns are ${names.join(", ")}${why(label, names)}`,
    );
  }
  const mistakes: Mistake[] = [];
  const need = (key: string, wanted: readonly string[], among: readonly string[]) => {
    for (const name of wanted) {
      if (among.includes(name)) continue;
      mistakes.push({ path: key, value: name, rule: `must be a column${didYouMean(name, names)}` });
    }
  };
  const role = (name: string) => (drop.includes(name) || !names.includes(name) ? null : names.indexOf(name));
  const [split, group] = [role("split"), role("group")];
  const free = names.filter(
    (name) => name !== label && !(name === "split" && split !== null) && !(name === "group" && group !== null),
  );
  need(
    "drop",
    drop,
    names.filter((name) => name !== label),
  );
  need("features", features ?? [], free);
  need(
    "categorical",
    categorical,
    (features ?? free).filter((name) => !drop.includes(name)),
  );
  const left = new Set(drop);
  const chosen = names.flatMap((name, column): FeatureColumn[] => {
    const asked =
      features === null
        ? free.includes(name) && (nameless.get(column) ?? "values") === "values"
        : features.includes(name);
    return asked && !left.has(name) ? [{ at: column, name, categorical: categorical.includes(name) }] : [];
  });
  const used = [
    label,
    ...(split === null ? [] : ["split"]),
    ...(group === null ? [] : ["group"]),
    ...chosen.map(({ name }) => name),
  ];
  for (const name of new Set(used)) {
    if (names.indexOf(name) !== names.lastIndexOf(name)) {
      mistakes.push({ path, value: undefined, rule: `has two columns ${name}; rename one` });
    }
  }
  if (mistakes.length > 0) throw invalid(mistakes);
  if (chosen.length === 0) throw new SweepError("invalid", `${path}: has no feature column`);
  return { label: at, split, group, features: chosen, remarks: remarksOn(names, nameless, chosen) };
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
