import { clock } from "./clock.ts";
import { ask, type Connection, READY } from "./http.ts";

/** For another controller to take over, in ms. */
const CHANGE_MS = 30_000;
const PAUSE_MS = 250;

/** The connection to the one of several controllers that leads, which follows a change of leader; where none is ready, the first one has to say why. */
export async function leadingOf(connections: readonly [Connection, ...Connection[]]): Promise<Connection> {
  const [first, ...others] = connections;
  if (others.length === 0) return first;
  const ready = () =>
    Promise.any(
      connections.map(async (connection) => {
        await ask(connection, { method: "GET", path: READY });
        return connection;
      }),
    );
  const elsewhere = async (signal: AbortSignal) => {
    for (const until = clock.nowMs() + CHANGE_MS; clock.nowMs() < until && !signal.aborted; ) {
      const found = await ready().catch(() => null);
      if (found !== null) {
        Object.assign(leading, { url: found.url });
        return true;
      }
      await clock.sleep(PAUSE_MS, signal);
    }
    return false;
  };
  const leading: Connection = { ...(await ready().catch(() => first)), elsewhere };
  return leading;
}
