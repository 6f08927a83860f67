import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { SweepError } from "../../error.ts";
import type { TlsWatch } from "../access/index.ts";
import { BOUNDS, WAITS } from "../bounds.ts";
import { secured } from "./secured.ts";

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

/**
 * Listens on every address of the host.
 * @param tls null: connections are taken as they are
 * @throws SweepError `conflict` when that cannot be
 */
export async function openDoor(listen: string, tls: TlsWatch | null, enter: (socket: Socket) => void): Promise<Door> {
  const [, host = "", name = host, port = ""] = /^(\[(.*)\]|.*):(\d+)$/.exec(listen) ?? [];
  const sockets = new Map<string, Socket>();
  const heard = (socket: Socket) => {
    awaitFirstBytes(socket);
    enter(socket);
  };
  const agree = tls === null ? heard : secured(tls, heard);
  const servers = await listenAtAll(name, Number(port), (socket) => admit(socket, sockets, agree)).catch((cause) => {
    const advice = "is the port in use? choose another with --listen HOST:PORT, or port 0 for a free one";
    throw new SweepError("conflict", `--listen ${listen}: cannot be listened on; ${advice}`, { cause });
  });
  return {
    address: `${host}:${portOf(servers) ?? port}`,
    cut: (peer) => void sockets.get(peer)?.destroy(),
    close: () => {
      for (const server of servers) server.close();
    },
    cutAll: () => {
      for (const socket of sockets.values()) socket.destroy();
    },
  };
}

function admit(socket: Socket, sockets: Map<string, Socket>, enter: (socket: Socket) => void): void {
  if (sockets.size >= BOUNDS.connections) return void socket.destroy();
  const peer = `${socket.remoteAddress}:${socket.remotePort}`;
  sockets.set(peer, socket);
  socket.on("error", () => {});
  socket.on("close", () => {
    if (sockets.get(peer) === socket) sockets.delete(peer);
  });
  enter(socket);
}

function awaitFirstBytes(socket: Socket): void {
  const patience = setTimeout(() => {
    if (socket.bytesRead < FIRST_BYTES) socket.destroy();
  }, WAITS.firstWordMs);
  socket.on("close", () => clearTimeout(patience));
}

/** On one port, also where the system chooses it. */
async function listenAtAll(host: string, asked: number, enter: (socket: Socket) => void): Promise<readonly Server[]> {
  const servers: Server[] = [];
  const addresses = await addressesOf(host);
  try {
    for (const address of addresses) {
      const server = await listenAt(address, portOf(servers) ?? asked, enter).catch((error: unknown) => {
        const isLastHope = servers.length === 0 && address === addresses.at(-1);
        if (isNotHere(error) && !isLastHope) return null;
        throw error;
      });
      if (server !== null) servers.push(server);
    }
    return servers;
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
}

function portOf([server]: readonly Server[]): number | null {
  const bound = server?.address() ?? null;
  return bound === null || typeof bound === "string" ? null : bound.port;
}

async function addressesOf(host: string): Promise<readonly string[]> {
  const all = await lookup(host, { all: true });
  return [...new Set(all.map(({ address }) => address))];
}

/** Connections that wait to be taken: of thousands of agents that come back at once none is to try again for want of that. */
const BACKLOG = 4_096;

async function listenAt(address: string, port: number, admit: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ noDelay: true }, admit).listen({ port, host: address, backlog: BACKLOG });
  await once(server, "listening");
  return server;
}

// A name may stand for an address of a family that this machine does not have.
function isNotHere(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT";
}
