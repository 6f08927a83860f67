import { constants } from "node:http2";
import type { ServerDuplexStream } from "@grpc/grpc-js";

/**
 * Ends one stream of a connection at once, with what waits on it; the connection's other streams go on. gRPC for Node has no word for that: the end of
 * a call waits until its reader has taken what came before. So this looks for the stream of HTTP/2 below it; false where there is none.
 */
export function resetStream(stream: Pick<ServerDuplexStream<never, never>, "getPeer">): boolean {
  let below: unknown = propertyOf(stream, "call");
  // The interceptors stand in between.
  while (propertyOf(below, "nextCall") !== undefined) below = propertyOf(below, "nextCall");
  const transport = propertyOf(below, "stream");
  if (!isCloseable(transport)) return false;
  transport.close(constants.NGHTTP2_CANCEL);
  return true;
}

function propertyOf(thing: unknown, name: string): unknown {
  return typeof thing === "object" && thing !== null ? Reflect.get(thing, name) : undefined;
}

function isCloseable(thing: unknown): thing is { close(code: number): void } {
  return typeof propertyOf(thing, "close") === "function" && typeof propertyOf(thing, "rstCode") === "number";
}
