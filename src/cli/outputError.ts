import { EXIT } from "./exit.ts";
import { stopAsBySignal } from "./signals.ts";

// What trains or serves does so for its own sake; everything else runs for what it prints.
let outputMatters = true;
let told = false;
let unwritten = false;

process.on("exit", (code) => {
  if (unwritten && code === EXIT.done) process.exitCode = EXIT.refused;
});

/** From now on this process goes on without whoever reads stdout, and without room for what it prints. */
export function goOnWithoutOutput(): void {
  outputMatters = false;
}

/**
 * What to do when stdout or stderr cannot be written. Where the reader (`| head`) or the terminal has gone: end quietly, as by a signal; on a full
 * disk: say so on stderr, and end with exit code 2. What trains goes on in either case, and ends with that code where its result could not be written.
 */
export function onOutputError(error: NodeJS.ErrnoException): void {
  const readerGone = error.code === "EPIPE" || error.code === "EIO";
  unwritten = !readerGone;
  if (!readerGone) tell(error);
  if (!outputMatters) return;
  if (!readerGone) process.exit(EXIT.refused);
  // Not the signal SIGPIPE: that one comes for every socket that a client closes, too.
  if (!stopAsBySignal()) process.exit();
}

/** What was printed last is written. */
export function outputWritten(): void {
  unwritten = false;
}

function tell({ message }: Error): void {
  if (told) return;
  told = true;
  process.stderr.write(`macrosweep: stdout: cannot be written (${message})\n`);
}
