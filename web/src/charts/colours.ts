/** Looks up the page's colours for what is drawn on a canvas, as they are in the theme that is on. */
export function coloursOf(element: HTMLElement): (name: string) => string {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    probe.style.color = `var(--${name})`;
    const colour = getComputedStyle(probe).color;
    known.set(name, colour);
    return colour;
  };
}

/** The page's own letters, for a canvas. */
export const CHART_FONT = "12px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
