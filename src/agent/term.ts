/**
 * Until when a lease is ours. It lasts `leaseMs` from the sending of the last message that was acknowledged: the controller counts
 * from the arrival, which is later, so the agent always gives up first. All times are the agent's monotonic clock, in milliseconds.
 *
 * Time in which this process stood still (stopped, suspended) is not the controller's silence: afterwards the agent may speak with it before it gives
 * up. By then the lease may have ended there; the answer says so.
 */
export class Term {
  #leaseMs: number;
  #fromMs: number;
  // Heartbeats of an older controller's sessions are answered without a number. Such an answer is counted for the oldest that is open.
  #heartbeatSentMs: number | null = null;
  #lookedAtMs: number;
  #chanceUntilMs = 0;

  /** `fromMs`: a time before which the controller has not begun to count. */
  constructor(leaseMs: number, fromMs: number, nowMs: number = fromMs) {
    this.#leaseMs = leaseMs;
    this.#fromMs = fromMs;
    this.#lookedAtMs = nowMs;
  }

  get endsAtMs(): number {
    return Math.max(this.#fromMs + this.#leaseMs, this.#chanceUntilMs);
  }

  /** How long until the next look, to be taken ten times a lease. */
  get lookMs(): number {
    return this.#leaseMs / 10;
  }

  /**
   * To be called every `lookMs`. When it was not, this process stood still: what was left of the lease before is left again, but no more than until
   * the next heartbeat must have been answered. Returns how long the lease lasts from now; 0 or less when it is over.
   */
  look(nowMs: number): number {
    const passedMs = nowMs - this.#lookedAtMs;
    this.#lookedAtMs = nowMs;
    if (passedMs > this.#leaseMs / 4) {
      this.#chanceUntilMs = Math.min(this.endsAtMs + passedMs, nowMs + this.#leaseMs / 3);
    }
    return this.endsAtMs - nowMs;
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
