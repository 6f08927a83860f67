import { useEffect, useState } from "preact/hooks";

const listeners = new Set<(text: string) => void>();

/** Says something to those who do not look at the place where it shows, politely. */
export function tellNews(text: string): void {
  for (const listener of listeners) listener(text);
}

/** The live region of the page, of which there is one. */
export function News() {
  const [text, setText] = useState("");
  useEffect(() => {
    listeners.add(setText);
    return () => {
      listeners.delete(setText);
    };
  }, []);
  return (
    <div class="unseen" role="status" aria-live="polite">
      {text}
    </div>
  );
}
