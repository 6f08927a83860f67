import { BOUNDS } from "../bounds.ts";
import type { Log } from "./log.ts";
import {
  type Credentials,
  identify,
  keyOf,
  lapsed,
  mayDo,
  type PodPrincipal,
  type Principal,
  type Register,
} from "./principal.ts";
import { Rates } from "./rates.ts";
import type { TlsFiles } from "./tls/tlsFiles.ts";
import { TlsWatch } from "./tls/tlsWatch.ts";
import { TokenRegister } from "./tokens/tokenRegister.ts";

/** The two ports: certificates of clients count on that of the agents alone, so that no browser is asked for one. */
export type Port = "agents" | "people";

/**
 * - `yes`
 * - `unknown`: not without (other) credentials
 * - `no`: not with these
 * - `unseen`: not with these, nor may they hear whether what they name is there
 * - `often`: not so often; after `afterMs` again
 */
export type Answer =
  | { readonly kind: "yes"; readonly principal: Principal }
  | { readonly kind: "unseen"; readonly principal: Principal }
  | { readonly kind: "unknown" | "no"; readonly why: string }
  | { readonly kind: "often"; readonly why: string; readonly afterMs: number };

/** What a question is about, and who asks it from where. */
export interface Question extends Credentials {
  /** As in the table of actions. */
  readonly action: string;
  readonly address: string;
}

/** Whose projected token it is: asks the API server of a cluster. */
export type PodReview = (token: string) => Promise<PodPrincipal | Extract<Principal, { kind: "nobody" }>>;

// header.payload.signature in base64url. Tokens of macrosweep have no dots.
const JWT = /^Bearer +([\w-]{1,4096}\.[\w-]{1,16384}\.[\w-]{1,4096}) *$/i;

/** Who may do what on a controller: its tokens, its TLS files, and how often each may ask. */
export class Access {
  readonly tls: TlsWatch | null;
  readonly #tokens: TokenRegister;
  readonly #known: Record<Port, Rates> = {
    agents: new Rates(BOUNDS.rates.sessions),
    people: new Rates(BOUNDS.rates.token),
  };
  readonly #strangers = new Rates(BOUNDS.rates.stranger);
  readonly #agents = new Rates(BOUNDS.rates.agent);
  #pods: PodReview | null = null;

  /**
   * @param state the folder with the tokens
   * @param tls null: none is spoken
   * @throws SweepError `invalid` for tokens or TLS files that cannot be read
   */
  constructor(state: string, tls: TlsFiles | null, log: Log) {
    this.#tokens = new TokenRegister(state, log);
    try {
      this.tls = tls === null ? null : new TlsWatch(tls, log);
    } catch (error) {
      this.#tokens.close();
      throw error;
    }
  }

  /** A token for the controller's own process and what it starts: it may all, lives as long as this, and is written nowhere. */
  get ownToken(): string {
    return this.#tokens.own;
  }

  /** Whether callers of the port are asked who they are. */
  asks(port: Port): boolean {
    return this.#tokens.asks || (port === "agents" && (this.tls?.asksClients === true || this.#pods !== null));
  }

  /** From now on agents are asked who they are, and pods of a cluster may show the tokens of their service accounts. */
  askPods(review: PodReview): void {
    this.#pods = review;
  }

  /** As `ask` of the port of agents, where the token may be a pod's. */
  askAgent(question: Question): Answer | Promise<Answer> {
    const token = JWT.exec(question.authorization ?? "")?.[1];
    if (token === undefined || this.#pods === null) return this.ask("agents", question);
    const waitMs = this.#strangers.waitMs(question.address, Date.now());
    if (waitMs > 0) return { kind: "often", why: `${question.address} asks too often`, afterMs: waitMs };
    return this.#pods(token).then((principal) => this.#judge("agents", principal, question));
  }

  /** Whether this may be done now. Counts the question. */
  ask(port: Port, question: Question): Answer {
    return this.#judge(port, identify(question, this.#register(port), Date.now()), question);
  }

  /** Counts a session of this agent. Returns 0, or after how many ms it may begin one again. */
  askSession(agent: string): number {
    return this.#agents.ask(agent, Date.now());
  }

  /** Why somebody who was let in would not be now; null when he would. */
  lapsed(port: Port, principal: Principal): string | null {
    return lapsed(principal, this.#register(port), Date.now());
  }

  close(): void {
    this.#tokens.close();
    this.tls?.close();
  }

  #judge(port: Port, principal: Principal, { action, address }: Question): Answer {
    const nowMs = Date.now();
    const waitMs = this.#count(port, principal, address, nowMs);
    if (waitMs > 0) return { kind: "often", why: `${keyOf(principal, address)} asks too often`, afterMs: waitMs };
    const verdict = mayDo(principal, action);
    return "why" in verdict ? verdict : { kind: verdict.kind, principal };
  }

  #register(port: Port): Register {
    return {
      tokens: this.#tokens.tokens,
      asks: this.asks(port),
      ca: this.tls?.ca ?? "",
      revoked: this.tls?.revoked ?? [],
    };
  }

  #count(port: Port, principal: Principal, address: string, nowMs: number): number {
    switch (principal.kind) {
      // On this machine, or where somebody said that whoever reaches the port may do anything.
      case "anyone":
        return 0;
      case "nobody":
        return this.#strangers.ask(address, nowMs);
      case "token":
      case "certificate":
      case "pod":
        return this.#known[port].ask(keyOf(principal, address), nowMs);
    }
  }
}
