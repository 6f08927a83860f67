import { Scroll } from "../parts/Scroll.tsx";
import type { TabProps } from "./tab.ts";

/** What the sweep was asked to do. */
export function DocumentTab({ document }: TabProps) {
  if (document === null) return <p class="dim">Asking the controller …</p>;
  return (
    <section class="panel">
      <h2>The document, with every default filled in</h2>
      <Scroll label="The document">
        <pre>{JSON.stringify(document.document, null, 2)}</pre>
      </Scroll>
    </section>
  );
}
