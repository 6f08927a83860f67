/** A text as one word of a POSIX shell; with control characters in the notation of bash and zsh. */
export function shellWord(text: string): string {
  if (/^[\w./:@%+=,-]+$/.test(text)) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is for.
  if (!/[\x00-\x1f\x7f]/.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const escaped = [...text].map((letter) =>
    letter < " " || letter === "\x7f" ? hex(letter) : letter.replace(/['\\]/, "\\$&"),
  );
  return `$'${escaped.join("")}'`;
}

/** A command with what it needs in its environment, to be pasted into a shell. */
export function shellLine(argv: readonly string[], env: Readonly<Record<string, string>>): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value === "" ? "" : shellWord(value)}`);
  return [...variables, ...argv.map(shellWord)].join(" ");
}

function hex(letter: string): string {
  return `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
