import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2";
import { SessionRequest } from "../../../src/gen/macrosweep/v1/agent.ts";

/** A session's stream on a connection of HTTP/2, which may carry several, after its Hello. gRPC's own client would read ahead; this reads nothing by itself. */
export function openStream(connection: ClientHttp2Session, agent: string): ClientHttp2Stream {
  const path = "/macrosweep.v1.AgentService/Session";
  const headers = { ":path": path, ":method": "POST", "content-type": "application/grpc", te: "trailers" };
  const stream = connection.request(headers, { endStream: false }).on("error", () => {});
  const hello = { protocol: 1, agent, host: "here", slots: 4, held: [] };
  stream.write(framed({ message: { $case: "hello", hello } }));
  return stream;
}

/** As gRPC has it on the wire: not compressed, and its length. */
export function framed(request: SessionRequest): Buffer {
  const message = SessionRequest.encode(request).finish();
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
