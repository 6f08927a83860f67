import { once } from "node:events";
import { createServer } from "node:http";
import { SweepError } from "../../error.ts";
import type { Leader } from "./lead.ts";

/**
 * Answers at host:port in place of a controller that does not lead: 503 with who does, and 200 to /healthz.
 * @throws SweepError `conflict` when the port is in use
 */
export async function answerFor(address: string, leader: () => Leader | null): Promise<{ close(): Promise<void> }> {
  const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  const server = createServer((request, response) => {
    if (request.url === "/healthz") return void response.end("alive\n");
    const { url = "", term = 0 } = leader() ?? {};
    const detail =
      url === "" ? "a standby controller; nobody leads yet, try again" : `a standby controller; ${url} leads`;
    response.writeHead(503, { "content-type": "application/problem+json", "retry-after": "1", connection: "close" });
    response.end(
      JSON.stringify({
        type: "about:blank",
        title: "Service Unavailable",
        status: 503,
        code: "unavailable",
        detail,
        leader: url || null,
        term,
      }),
    );
  });
  server.listen(Number(port), host);
  await once(server, "listening").catch((cause: unknown) => {
    throw new SweepError("conflict", `${address}: cannot be listened on (${String(cause)})`, { cause });
  });
  return {
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
