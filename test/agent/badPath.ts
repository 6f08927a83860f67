import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/** A path between an agent and its controller, as bad as a test wants it. */
export class BadPath {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  /** Connections that came so far. */
  connections = 0;
  /** Looks at what the controller says: true resets the connection before it passes. */
  resets: (bytes: Buffer) => boolean = () => false;

  /** The same for what the agent says. */
  resetsSaid: (bytes: Buffer) => boolean = () => false;

  private constructor(target: string) {
    const [host = "", port = ""] = target.split(":");
    this.#server = createServer((near) => this.#join({ near, far: connect(Number(port), host) }));
  }

  /** Ends with the test. */
  static async to(target: string): Promise<BadPath> {
    const path = new BadPath(target);
    path.#server.listen(0, "127.0.0.1");
    await once(path.#server, "listening");
    onTestFinished(() => path.#close());
    return path;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Passes nothing more on the connections that are there now, and ends none of them: a cut cable. */
  silence(): void {
    for (const { near, far } of this.#pairs) {
      for (const socket of [near, far])
        socket
          .removeAllListeners()
          .on("error", () => {})
          .pause();
    }
  }

  #join(pair: Pair): void {
    this.connections += 1;
    this.#pairs.add(pair);
    const { near, far } = pair;
    const end = () => {
      near.resetAndDestroy();
      far.resetAndDestroy();
    };
    for (const socket of [near, far]) socket.on("error", end).on("close", end);
    near.on("data", (bytes) => (this.resetsSaid(bytes) ? end() : far.write(bytes)));
    far.on("data", (bytes) => (this.resets(bytes) ? end() : near.write(bytes)));
  }

  #close(): void {
    this.#server.close();
    for (const { near, far } of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }
}
