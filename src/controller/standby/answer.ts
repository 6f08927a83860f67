import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecure } from "node:https";
import { SweepError } from "../../error.ts";
import { type TlsFiles, TlsWatch } from "../access/index.ts";
import type { Leader } from "./lead.ts";

/** Where one that does not lead answers people and programs. */
export interface StandbyDoor {
  /** host:port */
  readonly address: string;
  /** undefined: without TLS */
  readonly tls: TlsFiles | undefined;
  readonly log: ConstructorParameters<typeof TlsWatch>[1];
}

/**
 * Answers in place of a controller that does not lead: 503 with who does, and 200 to /healthz.
 * @throws SweepError `conflict` when the port is in use, `invalid` for TLS files that do not fit
 */
export async function answerFor(door: StandbyDoor, leader: () => Leader | null): Promise<{ close(): Promise<void> }> {
  const { address } = door;
  const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  const answer: RequestListener = (request, response) => {
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
  };
  const tls = door.tls === undefined ? null : new TlsWatch(door.tls, door.log);
  const server = tls === null ? createServer(answer) : secure(tls, answer);
  server.listen(Number(port), host);
  await once(server, "listening").catch((cause: unknown) => {
    tls?.close();
    throw new SweepError("conflict", `${address}: cannot be listened on (${String(cause)})`, { cause });
  });
  return {
    close: async () => {
      tls?.close();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function secure(tls: TlsWatch, answer: RequestListener) {
  const server = createSecure(tls.options, answer);
  tls.onChange((options) => server.setSecureContext(options));
  return server;
}
