import { Kvm } from "@nats-io/kv";
import { connectTo, type NatsKeys } from "../journal/nats/connection.ts";
import { readPlace } from "../journal/nats/place.ts";
import { isFenced, patiently, unanswered } from "../journal/nats/stream.ts";
import type { LeaseEntry } from "./lead.ts";

const KEY = "leader";
/** For an answer, in ms: two renewals. */
const ANSWER_MS = 1_000;

/** The lease in a bucket beside the journal's stream. @throws SweepError as the journal's connection */
export async function openNatsEntry(
  address: string,
  keys: NatsKeys & { readonly replicas?: number | undefined },
): Promise<LeaseEntry> {
  const place = readPlace(address);
  const { js, nc } = await connectTo(place, keys);
  try {
    // What a replica that lags has is no base for a lease.
    const options = { history: 1, replicas: keys.replicas ?? 1, allow_direct: false };
    const bucket = await patiently(() => new Kvm(js).create(`${place.stream}-lead`, options));
    return {
      get: async () => {
        const entry = await bucket.get(KEY);
        return entry === null ? null : { revision: entry.revision, text: entry.string() };
      },
      put: (text, revision) =>
        bucket.put(KEY, text, { previousSeq: revision, timeout: ANSWER_MS }).catch((cause: unknown) => {
          if (isFenced(cause)) return null;
          throw cause;
        }),
      close: () => nc.close(),
    };
  } catch (cause) {
    await nc.close();
    throw unanswered(place, cause);
  }
}
