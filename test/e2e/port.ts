import { once } from "node:events";
import { createServer } from "node:net";

// Below the ports that systems hand out for outgoing connections. One of those could be taken while its controller is down; it could even be
// taken by an agent that calls, which would then be connected to itself.
const LOWEST = 12_000;
const COUNT = 18_000;

/** A free port of loopback that stays free for as long as nobody asks for it by number. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  const free = await once(server, "listening").then(
    () => true,
    () => false,
  );
  server.close();
  return free;
}
