import { useRef } from "preact/hooks";
import { Said } from "../parts/Said.tsx";

interface Props {
  readonly text: string;
  /** By line, from 1. */
  readonly notes: ReadonlyMap<number, readonly string[]>;
  readonly onChange: (text: string) => void;
}

/** A text with numbers of its lines, and what is to be said of each beside it. */
export function DocumentEditor({ text, notes, onChange }: Props) {
  const behind = useRef<HTMLDivElement>(null);
  const lines = text.split("\n");
  const mistakes = [...notes].filter(([line]) => line > 0);
  return (
    <div>
      <div class="editor" style={{ height: `${Math.min(34, lines.length + 2) * 1.5}em` }}>
        <div class="behind" ref={behind} aria-hidden="true">
          {lines.map((line, i) => (
            <div key={i} class={notes.has(i + 1) ? "wrong" : ""}>
              <span class="line-number">{i + 1}</span>
              <span class="copy">{line}</span>
              <Said class="beside" text={(notes.get(i + 1) ?? []).join("; ")} />
            </div>
          ))}
        </div>
        <textarea
          class="code"
          spellcheck={false}
          autocapitalize="off"
          wrap="off"
          aria-label="The document of the sweep, as YAML"
          aria-invalid={mistakes.length > 0}
          aria-describedby="mistakes"
          value={text}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
          onScroll={({ currentTarget: { scrollTop, scrollLeft } }) => behind.current?.scrollTo(scrollLeft, scrollTop)}
        />
      </div>
      <ul id="mistakes" class="mistakes" aria-live="polite">
        {mistakes.map(([line, details]) => (
          <li key={line}>
            line {line}: <Said text={details.join("; ")} />
          </li>
        ))}
      </ul>
    </div>
  );
}
