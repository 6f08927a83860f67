/** Resolves after `ms`, when the signal is aborted, or when what was given to `listen` is called. */
export async function wakened(ms: number, signal: AbortSignal, listen = (_wake: () => void) => {}): Promise<void> {
  if (signal.aborted) return;
  const woken = Promise.withResolvers<void>();
  const wake = () => woken.resolve();
  const timer = setTimeout(wake, ms);
  signal.addEventListener("abort", wake);
  listen(wake);
  await woken.promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", wake);
}
