import type { WatchedShape } from "../shapes/watched.ts";
import { timeLeft } from "../words/timeLeft.ts";
import { clock } from "./clock.ts";
import { config } from "./config.ts";
import { coloursOn, type OutputStream, writeOut } from "./output.ts";
import type { Sweep } from "./sweep.ts";
import { agentHint } from "./view/agentHint.ts";
import { happeningLines, introLine, waitingLines } from "./view/happenings.ts";
import { type Line, paint } from "./view/line.ts";
import { liveLines } from "./view/live.ts";
import { Screen, type TerminalStream } from "./view/screen.ts";

/** Shows people how a sweep goes on. */
export interface Progress {
  show(watched: WatchedShape): void;
  /** Leaves the output ready for whatever is printed next. */
  close(): void;
}

export interface ProgressOptions {
  /** Stdout is kept for the result. */
  readonly json: boolean;
  /** Where agents find the controller, for those who may have to start one themselves; left out for others. */
  readonly agents?: string | null;
}

/** A block redrawn in place on a terminal, plain lines elsewhere. */
export function openProgress({ json, agents }: ProgressOptions, out: ProgressStream = process.stdout): Progress {
  const news = newsOf(agents);
  if (json) return plainProgress(process.stderr, news);
  return out.isTTY && !config.dumbTerminal ? liveProgress(out, news) : plainProgress(out, news);
}

/** A terminal, or a pipe or file, which have no size. */
interface ProgressStream extends TerminalStream, OutputStream {
  readonly isTTY?: boolean;
  on(event: "resize", listener: () => void): unknown;
  off(event: "resize", listener: () => void): unknown;
}

/** Lines for what is new in each message. */
type News = (watched: WatchedShape) => Line[];

function plainProgress(out: ProgressStream, news: News): Progress {
  return {
    show(watched) {
      for (const line of news(watched)) writeOut(out, `${paint(line, coloursOn(out))}\n`);
    },
    close() {},
  };
}

// Often enough for a stopwatch, too seldom to be seen as flicker.
const REDRAW_MS = 500;

function liveProgress(out: ProgressStream, news: News): Progress {
  const screen = new Screen(out);
  const colours = coloursOn(out);
  let first: Sweep | null = null;
  let shown: (WatchedShape & { readonly atMs: number }) | null = null;

  function draw(lasting: readonly Line[]): void {
    if (shown === null) return;
    const { sweep, running, atMs } = shown;
    const elapsedMs = sweep.elapsedMs + clock.nowMs() - atMs;
    const left = timeLeft(sweep, first ?? sweep, sweep.elapsedMs);
    const block = liveLines({ sweep, running, elapsedMs, left }, out.columns);
    screen.draw(
      lasting.map((line) => paint(line, colours)),
      block.map((line) => paint(line, colours, out.columns)),
    );
  }

  const redraw = () => draw([]);
  const stopRedraw = clock.every(REDRAW_MS, redraw);
  out.on("resize", redraw);
  return {
    show(watched) {
      first ??= watched.sweep;
      shown = { ...watched, atMs: clock.nowMs() };
      draw(news(watched));
    },
    close() {
      stopRedraw();
      out.off("resize", redraw);
      screen.close();
    },
  };
}

/** What the sweep is about first, then what happens. */
function newsOf(agents: string | null | undefined): News {
  let before: Sweep | null = null;
  return (watched) => {
    const intro = before === null ? [introLine(watched.sweep)] : [];
    const waiting = waitingLines(watched.sweep, before);
    const hint = waiting.length === 0 || agents === undefined ? [] : agentHint([watched.sweep], agents);
    const lines = [...intro, ...waiting, ...hint, ...happeningLines(watched, before?.best?.trial)];
    before = watched.sweep;
    return lines;
  };
}
