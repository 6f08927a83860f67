import type { Socket } from "node:net";
import { createServer } from "node:tls";
import type { TlsWatch } from "../access/index.ts";
import { WAITS } from "../bounds.ts";

/**
 * Speaks TLS 1.3 on the connections that come in, and passes them on when that is agreed. Certificates of clients are asked for where there is a CA
 * for them; who has none comes in too, and is asked for a token (`authorized` tells).
 */
export function secured(tls: TlsWatch, enter: (socket: Socket) => void): (socket: Socket) => void {
  const server = createServer(
    {
      ...tls.options,
      requestCert: tls.asksClients,
      rejectUnauthorized: false,
      ALPNProtocols: ["h2"],
      handshakeTimeout: WAITS.firstWordMs,
    },
    (socket) => enter(socket.on("error", () => {})),
  );
  // Node.js tells of a handshake that takes too long, and leaves the connection open.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  tls.onChange((options) => server.setSecureContext(options));
  return (socket) => void server.emit("connection", socket);
}
