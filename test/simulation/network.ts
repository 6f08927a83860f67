import { EventEmitter } from "node:events";
import { status } from "@grpc/grpc-js";
import type { Call, Way } from "../../src/agent/way.ts";
import type { Stream } from "../../src/controller/rpc/agentSession.ts";
import { boundedAgentService, type Incoming } from "../../src/controller/rpc/incoming.ts";
import { SessionRequest, SessionResponse } from "../../src/gen/macrosweep/v1/agent.ts";
import { type Direction, Pipe } from "./pipe.ts";
import type { Process, World } from "./world.ts";

/** The way between one machine and the controllers. */
export interface Link {
  readonly name: string;
  readonly up: Direction;
  readonly down: Direction;
  latencyMs: readonly [number, number];
  /** Each connection breaks when so many messages of the agent have come through; null: none does. */
  breaksAfter: number | null;
}

/** Whoever listens to what is said, to hold it against what was promised. */
export interface Listener {
  /** A message of an agent has come to a session that is open. */
  heard(agent: string, message: NonNullable<SessionRequest["message"]>, by: Process): void;
  /** The controller says something. */
  said(agent: string, message: NonNullable<SessionResponse["message"]>): void;
}

interface Server {
  readonly process: Process;
  accept(stream: Stream): void;
}

/** The connections between agents and controllers. */
export class Network {
  readonly #world: World;
  readonly #listener: Listener;
  readonly connections = new Set<Connection>();
  readonly #servers = new Map<string, Server>();
  #peers = 0;

  constructor(world: World, listener: Listener) {
    this.#world = world;
    this.#listener = listener;
  }

  link(name: string): Link {
    return { name, up: { stalled: false }, down: { stalled: false }, latencyMs: [0.2, 20], breaksAfter: null };
  }

  listen(address: string, server: Server): void {
    this.#servers.set(address, server);
  }

  /** It listens there no longer. */
  deafen(address: string, process: Process): void {
    if (this.#servers.get(address)?.process === process) this.#servers.delete(address);
  }

  /** Ends what is connected to it. */
  cutOff(process: Process): void {
    for (const connection of this.connections) if (connection.isOf(process)) connection.cut("Connection dropped");
  }

  /** A process has died; its system takes its connections back, unless the machine itself is gone. */
  died(process: Process, machineToo: boolean): void {
    for (const [address, server] of this.#servers) if (server.process === process) this.#servers.delete(address);
    for (const connection of this.connections) connection.died(process, machineToo);
  }

  cut(link: Link): void {
    for (const connection of this.connections) if (connection.link === link) connection.cut("Connection reset by peer");
  }

  /** What passes again goes on where it stood. */
  heal(link: Link): void {
    link.up.stalled = false;
    link.down.stalled = false;
    for (const connection of this.connections) if (connection.link === link) connection.goOn();
  }

  /** How the agents of a machine reach the controller. */
  way(link: Link): Way {
    return {
      knock: async (address, ms, signal) => {
        const trip = latencyOf(this.#world, link) * 2;
        const blocked = link.up.stalled || link.down.stalled;
        const over = Promise.withResolvers<string | null>();
        const answer = () => over.resolve(this.#servers.has(address) ? null : "connect ECONNREFUSED");
        const timer = setTimeout(blocked ? () => over.resolve("no connection") : answer, blocked ? ms : trip);
        signal.addEventListener("abort", () => over.resolve("aborted"), { once: true });
        const said = await over.promise;
        clearTimeout(timer);
        return said;
      },
      open: (address) => {
        const connection = new Connection(
          this.#world,
          link,
          `${link.name}:${++this.#peers}`,
          this.#listener,
          () => this.#servers.get(address) ?? null,
        );
        this.connections.add(connection);
        connection.onOver = () => this.connections.delete(connection);
        return { call: connection.call as unknown as Call, end: () => connection.cancel() };
      },
    };
  }
}

/** One connection with the one stream on it, with both of its ends. */
export class Connection {
  readonly link: Link;
  readonly call: EventEmitter & { write(message: SessionRequest): boolean };
  onOver: () => void = () => {};
  readonly #world: World;
  readonly #client: Process;
  readonly #up: Pipe;
  readonly #down: Pipe;
  readonly #peer: string;
  readonly #listener: Listener;
  #serverProcess: Process | null = null;
  #server: ServerEnd | null = null;
  #clientOver = false;
  #passed = 0;
  #serverOver = false;

  constructor(world: World, link: Link, peer: string, listener: Listener, server: () => Server | null) {
    this.#world = world;
    this.link = link;
    this.#client = world.process;
    this.#peer = peer;
    this.#listener = listener;
    const latency = () => latencyOf(world, link);
    // Whoever listens when it comes about.
    this.#serverProcess = server()?.process ?? null;
    this.#up = new Pipe(world, link.up, () => this.#serverProcess, latency);
    this.#down = new Pipe(world, link.down, () => this.#client, latency);
    this.call = Object.assign(new EventEmitter(), { write: (message: SessionRequest) => this.#say(message) });
    if (this.#serverProcess === null) world.post(this.#client, () => this.#endClient("Connection refused"), latency());
    else this.#up.send(() => this.#accept(server()), 2 * latency());
    this.#probe(this.#client, 5_000, () => this.#endClient("keepalive timeout"));
  }

  /** The agent gives it up. */
  cancel(): void {
    if (this.#clientOver) return;
    this.#clientOver = true;
    this.#up.send(() => this.#endServer());
    this.#overWhenBoth();
  }

  isOf(server: Process): boolean {
    return this.#serverProcess === server;
  }

  cut(why: string): void {
    this.#up.cut();
    this.#down.cut();
    const after = latencyOf(this.#world, this.link);
    this.#world.post(this.#client, () => this.#endClient(why), after + 20);
    if (this.#serverProcess !== null) this.#world.post(this.#serverProcess, () => this.#endServer(), after + 20);
  }

  goOn(): void {
    this.#up.goOn();
    this.#down.goOn();
  }

  died(process: Process, machineToo: boolean): void {
    if (process === this.#client) {
      this.#clientOver = true;
      if (!machineToo) this.#up.send(() => this.#endServer());
    }
    if (process === this.#serverProcess) {
      this.#serverOver = true;
      this.#server?.die();
      if (!machineToo) this.#down.send(() => this.#endClient("Connection dropped"));
    }
    this.#overWhenBoth();
  }

  #say(message: SessionRequest): boolean {
    if (this.#clientOver) return false;
    const bytes = Buffer.from(SessionRequest.encode(message).finish());
    this.#up.send(() => this.#hear(bytes));
    return true;
  }

  #hear(bytes: Buffer): void {
    if (this.#server === null || this.#serverOver) return;
    this.#passed += 1;
    const incoming = boundedAgentService.session.requestDeserialize(bytes);
    this.#server.take(incoming);
    if (this.link.breaksAfter !== null && this.#passed >= this.link.breaksAfter) this.cut("Connection reset by peer");
  }

  #accept(server: Server | null): void {
    if (server === null || server.process !== this.#serverProcess || this.#serverOver) return;
    this.#server = new ServerEnd(this.#world, server.process, this.#peer, this.#listener, {
      send: (bytes) => this.#down.send(() => this.#tell(bytes)),
      end: (code, details) => {
        this.#serverOver = true;
        this.#down.send(() => this.#endClient(details, code));
        this.#overWhenBoth();
      },
    });
    server.accept(this.#server as unknown as Stream);
    this.#probe(server.process, 10_000, () => this.#endServer());
  }

  #tell(bytes: Uint8Array): void {
    if (!this.#clientOver) this.call.emit("data", SessionResponse.decode(bytes));
  }

  #endClient(details: string, code: number = status.UNAVAILABLE): void {
    if (this.#clientOver) return;
    this.#clientOver = true;
    this.#world.note(`${this.#client.name}: stream ends: ${status[code]} ${details}`);
    this.call.emit("status", { code, details });
    this.#overWhenBoth();
  }

  #endServer(): void {
    if (this.#serverOver) return;
    this.#serverOver = true;
    this.#server?.die();
    this.#server?.emit("cancelled");
    this.#server?.emit("close");
    this.#overWhenBoth();
  }

  /** Two probes in a row without an answer end a connection that nobody has ended. */
  #probe(process: Process, everyMs: number, end: () => void): void {
    let missed = 0;
    const look = () => {
      const over = process === this.#client ? this.#clientOver : this.#serverOver;
      if (over) return;
      const other = process === this.#client ? this.#serverProcess : this.#client;
      const blocked = this.link.up.stalled || this.link.down.stalled || other?.alive !== true || other.paused;
      missed = blocked ? missed + 1 : 0;
      if (missed >= 2) return end();
      this.#world.timer(process, look, everyMs);
    };
    this.#world.timer(process, look, everyMs);
  }

  #overWhenBoth(): void {
    if (this.#clientOver && this.#serverOver) this.onOver();
  }
}

/** The controller's end, as gRPC's server gives it to a handler. */
class ServerEnd extends EventEmitter {
  destroyed = false;
  writableEnded = false;
  readonly #world: World;
  readonly #process: Process;
  readonly #peer: string;
  readonly #listener: Listener;
  readonly #wire: { send(bytes: Uint8Array): void; end(code: number, details: string): void };
  readonly #buffer: Incoming[] = [];
  #paused = false;

  constructor(
    world: World,
    process: Process,
    peer: string,
    listener: Listener,
    wire: { send(bytes: Uint8Array): void; end(code: number, details: string): void },
  ) {
    super();
    this.#world = world;
    this.#process = process;
    this.#peer = peer;
    this.#listener = listener;
    this.#wire = wire;
    this.on("error", ({ code = status.UNKNOWN, details = "" }: { code?: number; details?: string }) =>
      this.#finish(code, details),
    );
  }

  getPeer(): string {
    return this.#peer;
  }

  take(incoming: Incoming): void {
    this.#buffer.push(incoming);
    this.#drain();
  }

  pause(): this {
    this.#paused = true;
    return this;
  }

  resume(): this {
    this.#paused = false;
    this.#world.post(this.#process, () => this.#drain());
    return this;
  }

  write(response: SessionResponse, taken: () => void): boolean {
    if (this.destroyed || this.writableEnded) return false;
    if (response.message !== undefined) this.#listener.said(this.#peer, response.message);
    this.#wire.send(SessionResponse.encode(response).finish());
    this.#world.post(this.#process, taken);
    return true;
  }

  end(): void {
    this.#finish(status.OK, "");
  }

  die(): void {
    this.destroyed = true;
  }

  #finish(code: number, details: string): void {
    if (this.destroyed || this.writableEnded) return;
    this.writableEnded = true;
    this.#wire.end(code, details);
  }

  #drain(): void {
    while (!this.#paused && !this.destroyed && !this.writableEnded) {
      const incoming = this.#buffer.shift();
      if (incoming === undefined) return;
      if (incoming.message !== undefined) this.#listener.heard(this.#peer, incoming.message, this.#process);
      this.emit("data", incoming);
    }
  }
}

function latencyOf(world: World, { latencyMs: [low, high] }: Link): number {
  return world.chance.spread(low, high);
}
