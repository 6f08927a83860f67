import type { ServerWritableStream } from "@grpc/grpc-js";

/**
 * Sends one message to whoever reads a stream, and resolves when its connection has taken it: a slow reader waits for his own messages, and
 * they are not made before he can take them. Resolves too when he has gone.
 */
export async function write<Q, A>(call: ServerWritableStream<Q, A>, message: A): Promise<void> {
  if (call.cancelled) return;
  const taken = Promise.withResolvers<void>();
  const resolve = () => taken.resolve();
  call.once("cancelled", resolve);
  call.write(message, resolve);
  await taken.promise;
  call.off("cancelled", resolve);
}
