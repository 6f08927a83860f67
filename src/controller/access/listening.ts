import { lookup } from "node:dns/promises";
import { isIPv4 } from "node:net";
import { SweepError } from "../../error.ts";
import type { Access, Port } from "./access.ts";

/** A port that is to be listened on. */
export interface Listener {
  /** Of the command line, such as --listen. */
  readonly option: string;
  /** host:port, with IPv6 in brackets. */
  readonly address: string;
  /** Whether it speaks TLS. */
  readonly tls: boolean;
  /** Whether it asks callers who they are. */
  readonly asks: boolean;
}

/** What must be said at every start of a port that is open to others without what protects it; null where nothing must. */
export type Warning = string | null;

/** Checks every address of both ports. Returns what must be said at every start. @throws SweepError as `checkListener` */
export async function checkListeners(
  access: Access,
  addresses: Readonly<Record<Port, readonly string[]>>,
  insecure: boolean,
): Promise<readonly string[]> {
  const tls = access.tls !== null;
  const of = (port: Port, option: string) =>
    addresses[port].map((address) => ({ option, address, tls, asks: access.asks(port) }));
  const warnings = await Promise.all(
    [...of("agents", "--listen"), ...of("people", "--http")].map((listener) => checkListener(listener, insecure)),
  );
  return warnings.filter((warning) => warning !== null);
}

/**
 * A port that only this machine reaches may be open; any other needs TLS, and callers who are asked who they are.
 * @throws SweepError `invalid` for one that lacks it, unless `insecure`
 */
export async function checkListener({ option, address, tls, asks }: Listener, insecure: boolean): Promise<Warning> {
  if (tls && asks) return null;
  const loopback = await isLoopback(hostOf(address));
  if (loopback === null)
    throw new SweepError("conflict", `${option} ${address}: cannot be listened on; no such host is known`);
  if (loopback) return null;
  const lacks = [tls ? "" : "TLS", asks ? "" : "tokens"].filter((what) => what !== "").join(" and ");
  const advice = [tls ? "" : FOR_TLS, asks ? "" : FOR_TOKENS, OTHERWISE].filter((line) => line !== "").join(" ");
  if (insecure) return `${option} ${address} is open to other machines without ${lacks}: ${open(tls, asks)}`;
  throw new SweepError(
    "invalid",
    `${option}: ${JSON.stringify(address)} can be reached from other machines and lacks ${lacks}. ${advice}`,
  );
}

const FOR_TLS =
  'For TLS, make certificates with "macrosweep certs init --host NAME" and give them with --tls-cert and --tls-key.';
const FOR_TOKENS =
  'For tokens, make the first with "macrosweep token create --scope admin --expires 30d" and the same --state.';
const OTHERWISE = "Or listen on 127.0.0.1, or say --insecure where whoever reaches this port may do anything";

function open(tls: boolean, asks: boolean): string {
  if (!asks) return "whoever reaches it may run programs on every agent";
  return tls ? "" : "whoever listens on the way reads and changes everything, tokens too";
}

/** Whether only this machine reaches a server on this host: an address, or a name all of whose addresses are such. Null: nobody knows the name. */
export async function isLoopback(host: string): Promise<boolean | null> {
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.length === 0 ? null : found.every(({ address }) => isLoopbackAddress(address));
}

function isLoopbackAddress(address: string): boolean {
  const bare = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
  return isIPv4(bare) ? bare.startsWith("127.") : /^(0*:)*:?0*1$/.test(bare) && !bare.includes(".");
}

/** The host of host:port, without the brackets of IPv6. */
export function hostOf(address: string): string {
  const [, bracketed, name = ""] = /^(?:\[(.*)\]|(.*)):\d+$/.exec(address) ?? [];
  return bracketed ?? name;
}
