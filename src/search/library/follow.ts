/**
 * Aborts `follower` when `leader` is aborted, with its reason. `AbortSignal.any` would do, but Node 18 has none.
 * @returns what ends it: `leader` may live long.
 */
export function follow(leader: AbortSignal | undefined, follower: AbortController): () => void {
  const abort = () => follower.abort(leader?.reason);
  if (leader?.aborted) abort();
  leader?.addEventListener("abort", abort, { once: true });
  return () => leader?.removeEventListener("abort", abort);
}
