import type { Trial } from "../gen/macrosweep/v1/sweep.ts";
import type { Watched } from "./client.ts";
import { clock } from "./clock.ts";
import { config } from "./config.ts";
import { coloursOn, type OutputStream, writeOut } from "./output.ts";
import type { Sweep } from "./sweep.ts";
import { happeningLines, introLine, waitingLines } from "./view/happenings.ts";
import { type Line, paint } from "./view/line.ts";
import { liveLines } from "./view/live.ts";
import { Screen, type TerminalStream } from "./view/screen.ts";

/** Shows people how a sweep goes on. */
export interface Progress {
  /** Whether it wants to know the running trials. */
  readonly live: boolean;
  show(watched: Watched, running: readonly Trial[]): void;
  /** Leaves the output ready for whatever is printed next. */
  close(): void;
}

/** A block redrawn in place on a terminal, plain lines elsewhere. With `json` stdout is kept for the result. */
export function openProgress(json: boolean, out: ProgressStream = process.stdout): Progress {
  if (json) return plainProgress(process.stderr);
  return out.isTTY && !config.dumbTerminal ? liveProgress(out) : plainProgress(out);
}

/** A terminal, or a pipe or file, which have no size. */
interface ProgressStream extends TerminalStream, OutputStream {
  readonly isTTY?: boolean;
}

function plainProgress(out: ProgressStream): Progress {
  const news = newsOf();
  return {
    live: false,
    show(watched) {
      for (const line of news(watched)) writeOut(out, `${paint(line, coloursOn(out))}\n`);
    },
    close() {},
  };
}

// Often enough for a stopwatch, too seldom to be seen as flicker.
const REDRAW_MS = 500;

function liveProgress(out: ProgressStream): Progress {
  const screen = new Screen(out);
  const colours = coloursOn(out);
  const news = newsOf();
  let shown: { sweep: Sweep; running: readonly Trial[]; atMs: number } | null = null;

  function draw(lasting: readonly Line[]): void {
    if (shown === null) return;
    const { sweep, running, atMs } = shown;
    const block = liveLines({ sweep, running, elapsedMs: sweep.elapsedMs + clock.nowMs() - atMs });
    screen.draw(
      lasting.map((line) => paint(line, colours)),
      block.map((line) => paint(line, colours, out.columns)),
    );
  }

  const stopRedraw = clock.every(REDRAW_MS, () => draw([]));
  return {
    live: true,
    show(watched, running) {
      shown = { sweep: watched.sweep, running, atMs: clock.nowMs() };
      draw(news(watched));
    },
    close() {
      stopRedraw();
      screen.close();
    },
  };
}

/** Lines for what is new in each message: what the sweep is about first, then what happens. */
function newsOf(): (watched: Watched) => Line[] {
  let before: Sweep | null = null;
  return (watched) => {
    const intro = before === null ? [introLine(watched.sweep)] : [];
    const waiting = waitingLines(watched.sweep, before);
    const lines = [...intro, ...waiting, ...happeningLines(watched, before?.best?.trial)];
    before = watched.sweep;
    return lines;
  };
}
