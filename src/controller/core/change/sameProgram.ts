/**
 * Whether two command lines train the same: they are alike but for what tells Python how to speak (`-u`, `-q`, `-v`, `-B`, `-W ...`, `-X ...`). Of any
 * other difference nobody but its author knows.
 */
export function isSameProgram(before: readonly string[], after: readonly string[]): boolean {
  return JSON.stringify(essence(before)) === JSON.stringify(essence(after));
}

function essence([program = "", ...rest]: readonly string[]): string[] {
  if (!PYTHON.test(program)) return [program, ...rest];
  let at = 0;
  while (MANNERS.test(rest[at] ?? "")) at += WITH_VALUE.test(rest[at] ?? "") ? 2 : 1;
  return [program, ...rest.slice(at)];
}

const PYTHON = /(^|[\\/])(python|pypy)[\d.]*(\.exe)?$/;
const MANNERS = /^-([uqvB]+|[WX].*)$/;
const WITH_VALUE = /^-[WX]$/;
