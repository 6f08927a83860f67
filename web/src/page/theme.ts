import { useEffect, useState } from "preact/hooks";

/** How the page looks: as the system does, or as chosen here. */
export type Theme = "system" | "light" | "dark";

const KEY = "macrosweep.theme";
const listeners = new Set<() => void>();

/** What was chosen in this browser. */
export function chosenTheme(): Theme {
  const kept = read();
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** Chooses, for this browser, from now on. */
export function chooseTheme(theme: Theme): void {
  apply(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing for us, as for files on the disk: chosen for as long as the page is open.
  }
  for (const listener of listeners) listener();
}

/** Changes with the colours: for what draws with them itself. */
export function useThemeVersion(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const change = () => setVersion((before) => before + 1);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    listeners.add(change);
    dark.addEventListener("change", change);
    return () => {
      listeners.delete(change);
      dark.removeEventListener("change", change);
    };
  }, []);
  return version;
}

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

apply(chosenTheme());
