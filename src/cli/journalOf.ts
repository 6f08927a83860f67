import { type Command, Option } from "commander";
import type { RemoteJournal, SyncPolicy } from "../controller/index.ts";
import { SweepError } from "../error.ts";
import { replicaCount, several } from "./options.ts";

/** What the command line says of the journal. */
export interface JournalArguments {
  readonly journal?: string;
  readonly journalCredentials?: string;
  readonly journalCa?: string;
  readonly journalReplicas?: number;
  readonly journalMonitor?: readonly string[];
  readonly journalSync?: SyncPolicy;
}

/** The options of a journal that is elsewhere than in the state folder. */
export function journalOptions(command: Command): void {
  command
    .option(
      "--journal <address>",
      "keep the journal in NATS JetStream: nats://host:4222[,host2:4222][/STREAM], or tls:// (default: the folder's own)",
    )
    .option("--journal-credentials <file>", "how to come in there: a .creds file, or one line USER:PASSWORD")
    .option("--journal-ca <file>", "who signs the certificates of the NATS servers (PEM)")
    .option("--journal-replicas <count>", "copies of the journal among the NATS servers: 1 or 3", replicaCount)
    .option(
      "--journal-monitor <url>",
      "where a NATS server says how it is configured, such as http://host:8222; may be given several times",
      several,
    )
    .addOption(
      new Option(
        "--journal-sync <policy>",
        "what its servers must do: sync every write, or only now and then (docs/events.md)",
      ).choices(["always", "interval"]),
    );
}

/** undefined: that of the state folder. @throws SweepError `invalid` for what belongs to `--journal` without it */
export function journalOf({ journal: address, ...options }: JournalArguments): RemoteJournal | undefined {
  const { journalCredentials: credentials, journalCa: ca, journalReplicas: replicas } = options;
  const { journalMonitor: monitors, journalSync: sync } = options;
  if (address !== undefined) return { address, credentials, ca, replicas, monitors, sync };
  const alone = [credentials, ca, replicas, monitors, sync].some((option) => option !== undefined);
  if (alone) throw new SweepError("invalid", "--journal-... belong to --journal nats://host:4222, which is missing");
  return undefined;
}
