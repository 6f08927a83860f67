import type { Place } from "../place/place.ts";
import { linkTo } from "../place/place.ts";
import { useSource } from "../source/useSource.ts";
import { ConnectionSign } from "./ConnectionSign.tsx";
import { ThemeSwitch } from "./ThemeSwitch.tsx";

/** What is always at the top: where one can go, how the connection stands, light or dark. */
export function Header({ place }: { place: Place }) {
  const { recorded } = useSource();
  return (
    <header class="top">
      <a class="brand" href={linkTo([])}>
        <Mark /> macrosweep
      </a>
      {recorded ? null : (
        <nav aria-label="Main">
          {LINKS.map(({ text, path, isAt }) => (
            <a key={text} href={linkTo(path)} aria-current={isAt(place.path[0]) ? "page" : undefined}>
              {text}
            </a>
          ))}
        </nav>
      )}
      <div class="end">
        <ConnectionSign />
        <ThemeSwitch />
      </div>
    </header>
  );
}

const LINKS = [
  { text: "Sweeps", path: [], isAt: (first?: string) => first === undefined || first === "sweeps" },
  { text: "Nights", path: ["nights"], isAt: (first?: string) => first === "nights" },
  { text: "Agents", path: ["agents"], isAt: (first?: string) => first === "agents" },
  { text: "New sweep", path: ["new"], isAt: (first?: string) => first === "new" },
  { text: "Compare", path: ["compare"], isAt: (first?: string) => first === "compare" },
];

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="20" height="20" aria-hidden="true">
      <path d="M3 27C8 12 14 8 29 6" class="mark strong" />
      <path d="M3 27c6-6 11-7 17-7" class="mark weak" />
    </svg>
  );
}
