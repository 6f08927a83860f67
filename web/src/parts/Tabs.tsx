import { linkTo } from "../place/place.ts";

interface Props {
  readonly path: readonly string[];
  readonly tabs: readonly { readonly key: string; readonly text: string }[];
  readonly at: string;
}

/** Links to the parts of a view; each has its own URL. */
export function Tabs({ path, tabs, at }: Props) {
  return (
    <nav class="tabs" aria-label="Parts of this sweep">
      {tabs.map(({ key, text }) => (
        <a key={key} href={linkTo(key === "" ? path : [...path, key])} aria-current={key === at ? "page" : undefined}>
          {text}
        </a>
      ))}
    </nav>
  );
}
