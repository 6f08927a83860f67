/** Milliseconds since the machine started: the same for all its processes, whatever becomes of their wall clocks. */
export function steadyMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
