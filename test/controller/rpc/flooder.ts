// Strangers in a process of their own: `node flooder.ts ADDRESS STREAMS`. Each says heartbeats full of leases as fast as they are taken, and reads
// nothing: their HTTP/2 windows stay shut, where gRPC's own client would read ahead.
import { connect } from "node:http2";
import { SessionRequest } from "../../../src/gen/macrosweep/v1/agent.ts";

const [address = "", streams = "1"] = process.argv.slice(2);
const leases = Array.from({ length: 4_000 }, (_, trial) => ({ sweep: "small", trial, attempt: 1 }));
const heartbeat = framed({ message: { $case: "heartbeat", heartbeat: { leases } } });
const path = "/macrosweep.v1.AgentService/Session";

for (let i = 0; i < Number(streams); i++) {
  const connection = connect(`http://${address}`).on("error", () => {});
  const headers = { ":path": path, ":method": "POST", "content-type": "application/grpc", te: "trailers" };
  const stream = connection.request(headers, { endStream: false }).on("error", () => {});
  const hello = { protocol: 1, agent: `stranger-${i}`, host: "here", slots: 4, held: [] };
  stream.write(framed({ message: { $case: "hello", hello } }));
  const flood = () => {
    while (!stream.destroyed && stream.write(heartbeat));
    stream.once("drain", flood);
  };
  flood();
}
console.log("flooding");

/** As gRPC has it on the wire: not compressed, and its length. */
function framed(request: SessionRequest): Buffer {
  const message = SessionRequest.encode(request).finish();
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
