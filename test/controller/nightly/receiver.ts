import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const SECRET = "a secret of at least twenty-four characters";

/** One message as it came. */
export interface Received {
  readonly id: string;
  readonly body: string;
  /** Whether its signature is one that who knows the secret makes. */
  readonly genuine: boolean;
}

/** A real server that takes reports, until it is closed. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** What it answers from now on: a status, or what is to be done with the answer. */
  answer: number | ((response: ServerResponse) => void);
  /** Resolves when so many messages have come, from the beginning. */
  has(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString();
    const { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signature } = request.headers;
    const own = createHmac("sha256", SECRET).update(`${id}.${seconds}.${body}`).digest("base64");
    received.push({ id: String(id), body, genuine: signature === `v1,${own}` });
    const { answer } = receiver;
    if (typeof answer === "number") response.writeHead(answer, { location: "/elsewhere" }).end();
    else answer(response);
    server.emit("message");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hidden-path`,
    received,
    answer: 204,
    async has(count) {
      while (received.length < count) await once(server, "message");
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return receiver;
}
