import { useState } from "preact/hooks";
import { chooseTheme, chosenTheme, type Theme } from "./theme.ts";

/** As the system, light, dark: each press takes the next. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(chosenTheme);
  const press = () => {
    const next = NEXT[theme];
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <button
      type="button"
      class="quiet"
      onClick={press}
      title={`Colours: ${SAID[theme]}. Press for ${SAID[NEXT[theme]]}.`}
    >
      <span aria-hidden="true">{SIGN[theme]}</span>
      <span class="unseen">Colours: {SAID[theme]}</span>
    </button>
  );
}

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const SAID: Readonly<Record<Theme, string>> = { system: "as the system", light: "light", dark: "dark" };
const SIGN: Readonly<Record<Theme, string>> = { system: "◐", light: "○", dark: "●" };
