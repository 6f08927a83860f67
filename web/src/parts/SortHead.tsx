import type { ComponentChildren } from "preact";

interface Props {
  /** What it sorts by. */
  readonly by: string;
  /** How the table is sorted: a column, with - in front the largest first. */
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  readonly number?: boolean;
  readonly children: ComponentChildren;
}

/** The head of a column by which a table can be sorted: first the largest, then the smallest. */
export function SortHead({ by, sort, onSort, number = false, children }: Props) {
  const sorted = sort === by ? "ascending" : sort === `-${by}` ? "descending" : undefined;
  return (
    <th class={number ? "number" : ""} aria-sort={sorted}>
      <button type="button" onClick={() => onSort(sorted === "descending" ? by : `-${by}`)}>
        {children}
        <span aria-hidden="true">{sorted === undefined ? "" : sorted === "ascending" ? " ↑" : " ↓"}</span>
      </button>
    </th>
  );
}
