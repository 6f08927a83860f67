import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { SessionResponse } from "../../gen/macrosweep/v1/agent.ts";
import { Pace } from "../../pace.ts";
import { BOUNDS } from "../bounds.ts";
import type { Clock } from "../clock.ts";
import type { Incoming } from "./incoming.ts";

/** Of all sessions together. */
export interface InFlight {
  messages: number;
  bytes: number;
}

/**
 * What is under way on one stream, in both directions. The stream is read on only while little waits for the engine, the agent keeps to its pace
 * and takes its answers: whatever it sends, it fills its own connection and not this process.
 */
export class Flow {
  readonly #stream: ServerDuplexStream<Incoming, SessionResponse>;
  readonly #clock: Clock;
  readonly #paces: { readonly parts: Pace; readonly bytes: Pace };
  readonly #all: InFlight;
  #messages = 0;
  #bytes = 0;
  /** Written and not yet taken by the connection. */
  #unsent = 0;
  #unsentSinceMs = 0;
  #restsUntilMs = 0;
  #paused = false;

  constructor(stream: ServerDuplexStream<Incoming, SessionResponse>, clock: Clock, all: InFlight) {
    this.#stream = stream;
    this.#all = all;
    this.#clock = clock;
    const { parts, bytes } = BOUNDS.sessionPace;
    const nowMs = clock.nowMs();
    this.#paces = { parts: new Pace(parts, nowMs), bytes: new Pace(bytes, nowMs) };
  }

  /** Whether the agent could be heard if it spoke. */
  get reads(): boolean {
    return !this.#paused;
  }

  /** Whether so many answers lie here that nobody can be reading them. */
  get overflows(): boolean {
    return this.#unsent > BOUNDS.sessionUnsent.cut;
  }

  /** Since when the connection has taken nothing of what was written, by the clock that `send` was given; null while nothing waits. */
  get stuckSinceMs(): number | null {
    return this.#unsent === 0 ? null : this.#unsentSinceMs;
  }

  /** A message has come. The returned function says that it is dealt with. */
  receive({ bytes, parts }: Incoming): () => void {
    this.#messages += 1;
    this.#bytes += bytes;
    this.#all.messages += 1;
    this.#all.bytes += bytes;
    const nowMs = this.#clock.nowMs();
    this.#rest(Math.max(this.#paces.parts.spend(parts, nowMs), this.#paces.bytes.spend(bytes, nowMs)), nowMs);
    this.#turn();
    return () => {
      this.#messages -= 1;
      this.#bytes -= bytes;
      this.#all.messages -= 1;
      this.#all.bytes -= bytes;
      this.#turn();
    };
  }

  /** Writes an answer; `ranMs`: now, for `stuckSinceMs`. */
  send(response: SessionResponse, ranMs: () => number): void {
    if (this.#stream.destroyed || this.#stream.writableEnded) return;
    if (this.#unsent === 0) this.#unsentSinceMs = ranMs();
    this.#unsent += 1;
    this.#stream.write(response, () => {
      this.#unsent -= 1;
      this.#unsentSinceMs = ranMs();
      this.#turn();
    });
    this.#turn();
  }

  #rest(ms: number, nowMs: number): void {
    if (ms <= 0) return;
    this.#restsUntilMs = Math.max(this.#restsUntilMs, nowMs + ms);
    setTimeout(() => this.#turn(), ms + 1).unref();
  }

  #turn(): void {
    const { messages, bytes } = BOUNDS.sessionInFlight;
    // One that has nothing under way is read: its own release is what lets it go on.
    const { inFlight } = BOUNDS;
    const crowded =
      this.#messages > 0 && (this.#all.messages >= inFlight.messages || this.#all.bytes >= inFlight.bytes);
    const full =
      crowded || this.#messages >= messages || this.#bytes >= bytes || this.#unsent >= BOUNDS.sessionUnsent.pause;
    const paused = full || this.#clock.nowMs() < this.#restsUntilMs;
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) this.#stream.pause();
    else this.#stream.resume();
  }
}
