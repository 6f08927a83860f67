// Strangers in a process of their own: `node flooder.ts ADDRESS STREAMS [reads]`. Each says heartbeats full of leases as fast as they are taken, and
// reads nothing, so that its HTTP/2 window stays shut; or with `reads` everything.
import { connect } from "node:http2";
import { framed, openStream } from "./rawStream.ts";

const [address = "", streams = "1", reads = ""] = process.argv.slice(2);
const leases = Array.from({ length: 4_000 }, (_, trial) => ({ sweep: "small", trial, attempt: 1 }));
const heartbeat = framed({ message: { $case: "heartbeat", heartbeat: { leases } } });

for (let i = 0; i < Number(streams); i++) {
  const connection = connect(`http://${address}`).on("error", () => {});
  const stream = openStream(connection, `stranger-${i}`);
  if (reads === "reads") stream.resume();
  const flood = () => {
    while (!stream.destroyed && stream.write(heartbeat));
    stream.once("drain", flood);
  };
  flood();
}
console.log("flooding");
