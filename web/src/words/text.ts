/**
 * A text of others (a name, a reason, a line of a log) without what is for terminals: colours and other sequences are taken out, control characters become spaces.
 * The page shows it as text, isolated from what stands around it.
 */
export function clean(text: string): string {
  return text.replace(SEQUENCES, "").replace(CONTROLS, " ");
}

/** The same where no element can isolate it (a tooltip, the window's title): without the characters that turn the direction of what follows, too. */
export function plain(text: string): string {
  return clean(text).replace(DIRECTIONS, "");
}

// CSI, OSC (a link, a window's title), and the short ones: ECMA-48.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const SEQUENCES = /[\u001b\u009b](?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;
const CONTROLS = /(?![\n\t])\p{Cc}/gu;
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
