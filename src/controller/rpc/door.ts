import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { SweepError } from "../../error.ts";
import { BOUNDS, WAITS } from "../bounds.ts";

/** Where connections come in. Each is handed on at once, and ended when it does not begin to speak. */
export interface Door {
  /** host:port, with the port that the system chose where 0 was asked. */
  readonly address: string;
  /** Ends the connection of this peer, as gRPC names it, whatever waits on it. */
  cut(peer: string): void;
  /** Takes no more connections. */
  close(): void;
  /** Ends those that are there. */
  cutAll(): void;
}

// "PRI * HTTP/2.0" with the two lines after it, and an empty SETTINGS frame.
const FIRST_BYTES = 24 + 9;

/** Listens on every address of the host. @throws SweepError `conflict` when that cannot be. */
export async function openDoor(listen: string, enter: (socket: Socket) => void): Promise<Door> {
  const [, host = "", name = "", asked = ""] = /^(\[(.*)\]|.*):(\d+)$/.exec(listen) ?? [];
  const sockets = new Map<string, Socket>();
  const admit = (socket: Socket) => {
    if (sockets.size >= BOUNDS.connections) return void socket.destroy();
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.set(peer, socket);
    const patience = setTimeout(() => {
      if (socket.bytesRead < FIRST_BYTES) socket.destroy();
    }, WAITS.firstWordMs);
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(patience);
      if (sockets.get(peer) === socket) sockets.delete(peer);
    });
    enter(socket);
  };
  const servers: Server[] = [];
  let port = Number(asked);
  try {
    for (const { address } of await addressesOf(name === "" ? host : name)) {
      const server = createServer({ noDelay: true }, admit).listen(port, address);
      servers.push(server);
      await once(server, "listening");
      const bound = server.address();
      if (bound !== null && typeof bound !== "string") port = bound.port;
    }
  } catch (cause) {
    for (const server of servers) server.close();
    const advice = "is the port in use? choose another with --listen HOST:PORT, or port 0 for a free one";
    throw new SweepError("conflict", `--listen ${listen}: cannot be listened on; ${advice}`, { cause });
  }
  return {
    address: `${host}:${port}`,
    cut: (peer) => void sockets.get(peer)?.destroy(),
    close: () => {
      for (const server of servers) server.close();
    },
    cutAll: () => {
      for (const socket of sockets.values()) socket.destroy();
    },
  };
}

async function addressesOf(host: string): Promise<readonly { readonly address: string }[]> {
  const all = await lookup(host, { all: true });
  return all.filter(({ address }, i) => all.findIndex((other) => other.address === address) === i);
}
