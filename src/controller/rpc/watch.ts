import type { ServerWritableStream } from "@grpc/grpc-js";
import type { WatchSweepRequest, WatchSweepResponse } from "../../gen/macrosweep/v1/sweep.ts";
import { BOUNDS } from "../bounds.ts";
import { isOver } from "../core/state.ts";
import { type Happening, happeningOf } from "../core/views/happening.ts";
import { viewRunning } from "../core/views/runningView.ts";
import type { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";
import { writeSweep, writeTrial } from "./sweepWire.ts";
import { write } from "./write.ts";

// Four pictures a second look alive to a person and cost nothing.
const PAUSE_MS = 250;

/**
 * Sends the sweep now and after each change, at most every 250 ms, with what has happened in between; ends when the sweep has ended. Whoever reads
 * slowly gets the newest state when he is ready for it, not all that there were.
 */
export async function watchSweep(
  engine: Engine,
  dispatcher: Dispatcher,
  call: ServerWritableStream<WatchSweepRequest, WatchSweepResponse>,
): Promise<void> {
  const { name } = call.request;
  let happenings: Happening[] = [];
  let wake = () => {};
  const unlisten = engine.onCommit((sweep, events) => {
    if (sweep.spec.name !== name) return;
    const told = events.map((event) => happeningOf(sweep, event)).filter((happening) => happening !== null);
    happenings = [...happenings, ...told].slice(-BOUNDS.happenings);
    wake();
  });
  // It may wait for one that fits.
  const unlistenAgents = dispatcher.onAttendance(() => wake());
  call.on("cancelled", () => wake());
  try {
    while (!call.cancelled) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const { view, running, over } = await engine.read(name, (sweep, nowMs) => ({
        view: dispatcher.view(sweep, nowMs),
        running: viewRunning(sweep),
        over: isOver(sweep),
      }));
      const told = happenings;
      happenings = [];
      await write(call, { sweep: writeSweep(view), happenings: told, running: running.map(writeTrial) });
      if (over) break;
      await changed;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    call.end();
  } finally {
    unlisten();
    unlistenAgents();
  }
}
