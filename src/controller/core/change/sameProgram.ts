/**
 * Whether two command lines train the same: they are alike but for where their program and its script lie (`python` or `/usr/bin/python3.12`, `train.py` or
 * `/home/me/train.py`) and for what tells Python how to speak (`-u`, `-q`, `-v`, `-B`, `-W ...`, `-X ...`). Of any other difference nobody but its author
 * knows: another path among the arguments may be other data.
 */
export function isSameProgram(before: readonly string[], after: readonly string[]): boolean {
  const [[program, script, ...words], [newProgram, newScript, ...newWords]] = [essence(before), essence(after)];
  const isScriptFound = script === newScript || (isScript(script) && isSamePlace(script, newScript));
  return isSamePlace(program, newProgram) && isScriptFound && JSON.stringify(words) === JSON.stringify(newWords);
}

function essence([program = "", ...rest]: readonly string[]): string[] {
  const [, , python] = PYTHON.exec(program) ?? [];
  if (python === undefined) return [program, ...rest];
  let at = 0;
  while (MANNERS.test(rest[at] ?? "")) at += WITH_VALUE.test(rest[at] ?? "") ? 2 : 1;
  return [python, ...rest.slice(at)];
}

const PYTHON = /(^|[\\/])(python|pypy)[\d.]*(\.exe)?$/;
const MANNERS = /^-([uqvB]+|[WX].*)$/;
const WITH_VALUE = /^-[WX]$/;

/** Whether one is the other with the folder in which it lies: `src/train.py` and `/home/me/src/train.py`. */
function isSamePlace(one = "", other = ""): boolean {
  const [part = "", whole = ""] = [one, other]
    .map((path) => path.replace(/^\.\//, ""))
    .sort((a, b) => a.length - b.length);
  return whole === part || (part !== "" && whole.startsWith("/") && whole.endsWith(`/${part}`));
}

function isScript(word = ""): boolean {
  return /^[^-].*\.(py|sh|bash|R|r|jl|m?js|ts|pl|rb)$/.test(word);
}
