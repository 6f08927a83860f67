import { resolve } from "node:path";
import { SweepError } from "../error.ts";
import { startController } from "./controller.ts";
import { readWhereabouts, type Whereabouts } from "./whereabouts.ts";

/** Who serves a state folder. */
export type StateHome =
  /** A controller that runs. */
  | ({ readonly kind: "held" } & Whereabouts)
  /** This process, until it is closed: it answers people on a port of this machine, and no agents. */
  | { readonly kind: "opened"; readonly url: string; readonly token: string; close(): Promise<void> };

// A controller says where it is a moment after it has taken its folder; commands that have it for a moment do not, and may take turns.
const TRIES = 100;
const PAUSE_MS = 100;

/**
 * Finds the controller that holds a state folder, or opens the folder for a moment where none does.
 * @throws SweepError `unavailable` when a controller holds it that does not say where it is, `invalid` and `unsupported` as `startController`
 */
export async function openHome(state: string): Promise<StateHome> {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      const controller = await startController({ state, listen: null, http: "127.0.0.1:0" });
      const { url, ownToken: token } = controller;
      return { kind: "opened", url, token, close: () => controller.stop() };
    } catch (error) {
      if (!(error instanceof SweepError && error.code === "conflict")) throw error;
    }
    const { url = "", agents = "", token = "", cert = "" } = readWhereabouts(resolve(state)) ?? {};
    if (url !== "") return { kind: "held", url, agents, token, cert };
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  const advice = "it was started with --http none, or is of an earlier version";
  throw new SweepError(
    "unavailable",
    `${state}: the controller that holds it does not say where it answers; ${advice}`,
  );
}
