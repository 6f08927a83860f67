import type { ComponentChildren } from "preact";

/** A place with nothing to show, which says why and what to do. */
export function Nothing({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <section class="nothing">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
