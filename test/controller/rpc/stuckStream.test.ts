import { once } from "node:events";
import { connect, constants } from "node:http2";
import { expect, it, onTestFinished } from "vitest";
import { framed, openStream } from "./rawStream.ts";
import { stage } from "./stage.ts";

const { address } = stage();

it("a stream that is never read is ended within 25 s, and another one on its connection goes on", async () => {
  const connection = connect(`http://${address()}`).on("error", () => {});
  onTestFinished(() => connection.destroy());
  await once(connection, "connect");
  // What the one leaves unread is not to fill the connection for the other.
  connection.setLocalWindowSize(64 * 1024 * 1024);
  const healthy = openStream(connection, "healthy");
  const answered = () => once(healthy, "data");
  const heartbeat = (stream: typeof healthy, count: number) => {
    const leases = Array.from({ length: count }, (_, trial) => ({ sweep: "none", trial, attempt: 1 }));
    stream.write(framed({ message: { $case: "heartbeat", heartbeat: { leases, number: 1 } } }));
  };
  await answered();
  const beating = setInterval(() => heartbeat(healthy, 0), 1_000);
  onTestFinished(() => clearInterval(beating));

  const stuck = openStream(connection, "stuck");
  heartbeat(stuck, 4_000);
  await once(stuck, "close", { signal: AbortSignal.timeout(30_000) });
  expect(stuck.rstCode).toBe(constants.NGHTTP2_CANCEL);

  expect(healthy.destroyed).toBe(false);
  heartbeat(healthy, 0);
  await answered();
}, 45_000);
