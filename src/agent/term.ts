/**
 * Until when a lease is ours. It lasts `leaseMs` from the sending of the last message that was acknowledged: the controller counts
 * from the arrival, which is later, so the agent always gives up first. All times are the agent's monotonic clock, in milliseconds.
 */
export class Term {
  #leaseMs: number;
  #fromMs: number;
  // Heartbeats carry no number. Their acknowledgement is counted for the oldest that is not answered, so it never gives too much.
  #heartbeatSentMs: number | null = null;

  constructor(leaseMs: number, nowMs: number) {
    this.#leaseMs = leaseMs;
    this.#fromMs = nowMs;
  }

  get endsAtMs(): number {
    return this.#fromMs + this.#leaseMs;
  }

  /** A new stream: the answers to the heartbeats of the old one never come, and the controller may grant other terms. */
  reopened(leaseMs: number): void {
    this.#leaseMs = leaseMs;
    this.#heartbeatSentMs = null;
  }

  heartbeatSent(nowMs: number): void {
    this.#heartbeatSentMs ??= nowMs;
  }

  heartbeatAcked(): void {
    if (this.#heartbeatSentMs !== null) this.messageAcked(this.#heartbeatSentMs);
    this.#heartbeatSentMs = null;
  }

  /** `sentMs`: when the acknowledged message was first sent. An older one than known shortens nothing. */
  messageAcked(sentMs: number): void {
    this.#fromMs = Math.max(this.#fromMs, sentMs);
  }
}
