import { SweepError } from "../../../error.ts";

/** Where a journal lies in a cluster of NATS servers. */
export interface NatsPlace {
  /** host:port of each server that is named; the others are learnt from these. */
  readonly servers: readonly string[];
  /** Name of the stream, and first token of its subjects. */
  readonly stream: string;
  /** Whether only TLS is spoken. */
  readonly tls: boolean;
  /** As people read it: nats://host:port,host:port/STREAM */
  readonly name: string;
}

const DEFAULT_STREAM = "macrosweep";
const DEFAULT_PORT = 4222;
const RULE = "must be like nats://host:4222, nats://host1:4222,host2:4222/STREAM, or tls:// instead of nats://";

/**
 * Reads the address of a journal, `nats://host[:port][,host[:port]...][/STREAM]`, or the same with `tls://`. The stream is `macrosweep` unless it is
 * named, with letters, digits, _ and -.
 * @throws SweepError `invalid` when it is something else
 */
export function readPlace(address: string): NatsPlace {
  const match = /^(nats|tls):\/\/([^/?#@\s]+)(?:\/([A-Za-z0-9_-]{1,64})?)?$/.exec(address);
  const [, scheme, hosts = "", stream = DEFAULT_STREAM] = match ?? [];
  const servers = hosts.split(",").map(withPort);
  if (match === null || servers.some((server) => server === null)) {
    throw new SweepError("invalid", `journal: ${JSON.stringify(address)} ${RULE}`);
  }
  const named = servers.filter((server) => server !== null);
  return { servers: named, stream, tls: scheme === "tls", name: `${scheme}://${named.join(",")}/${stream}` };
}

function withPort(host: string): string | null {
  const match = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/.exec(host);
  return match === null ? null : `${match[1]}:${match[2] ?? DEFAULT_PORT}`;
}
