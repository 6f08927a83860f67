import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/** Which way a link passes nothing: up is what the agent says. */
export type Way = "up" | "down" | "both";

/** The cable between an agent and its controller. */
export class Link {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #cut = false;
  #silent: Way | null = null;

  private constructor(port: number) {
    this.#server = createServer((near) => {
      if (this.#cut) near.resetAndDestroy();
      else this.#join({ near, far: connect(port, "127.0.0.1") });
    });
  }

  /** To a port of this machine, whether anybody listens there or not. */
  static async to(port: number): Promise<Link> {
    const link = new Link(port);
    link.#server.listen(0, "127.0.0.1");
    await once(link.#server, "listening");
    return link;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resets what is connected, and lets nobody in until `mend`. */
  cut(): void {
    this.#cut = true;
    for (const pair of this.#pairs) end(pair);
  }

  /** Passes nothing this way until `mend`, and says so to nobody. What waits passes then, as what TCP sends again does. */
  silence(way: Way): void {
    this.#silent = way;
    for (const pair of this.#pairs) this.#hold(pair);
  }

  mend(): void {
    this.#cut = false;
    this.#silent = null;
    for (const { near, far } of this.#pairs) {
      near.resume();
      far.resume();
    }
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #join(pair: Pair): void {
    const { near, far } = pair;
    this.#pairs.add(pair);
    for (const socket of [near, far]) {
      socket
        .on("error", () => end(pair))
        .on("close", () => {
          this.#pairs.delete(pair);
          end(pair);
        });
    }
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => near.write(bytes));
    this.#hold(pair);
  }

  #hold({ near, far }: Pair): void {
    if (this.#silent === "up" || this.#silent === "both") near.pause();
    if (this.#silent === "down" || this.#silent === "both") far.pause();
  }
}

function end({ near, far }: Pair): void {
  for (const socket of [near, far].filter(({ destroyed }) => !destroyed)) {
    if (socket.connecting) socket.destroy();
    else socket.resetAndDestroy();
  }
}
