import type { Command } from "commander";
import { addCommand, addGroup, replicaCount } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { movedLines } from "./view/moved.ts";

interface CopyOptions {
  readonly from: string;
  readonly to: string;
  readonly journalCredentials?: string;
  readonly journalCa?: string;
  readonly journalReplicas?: number;
  readonly json?: boolean;
}

/** `macrosweep journal copy`: a controller's sweeps from one kind of journal into another. */
export function addJournal(program: Command): void {
  const journal = addGroup(program, "journal", "move the journal of a controller");
  addCommand(journal, "copy", {
    summary: "copy all sweeps of one journal into another, empty one",
    description:
      "Copy all sweeps of a journal into another one that has none, read both again and compare counts and hashes. Stop the controller first. A place is sqlite:DIR, the state folder of a controller, or nats://host:4222[,host2:4222][/STREAM].",
    example: "macrosweep journal copy --from sqlite:/var/lib/macrosweep --to nats://nats-0:4222,nats-1:4222",
  })
    .requiredOption("--from <place>", "where the sweeps are")
    .requiredOption("--to <place>", "where they are to be; nothing may be there yet")
    .option("--journal-credentials <file>", "how to come into NATS: a .creds file, or one line USER:PASSWORD")
    .option("--journal-ca <file>", "who signs the certificates of the NATS servers (PEM)")
    .option("--journal-replicas <count>", "copies of a new journal among the NATS servers: 1 or 3", replicaCount)
    .action(async ({ from, to, json, ...keys }: CopyOptions) => {
      const { moveJournal } = await import("../controller/index.ts");
      const { journalCredentials: credentials, journalCa: ca, journalReplicas: replicas } = keys;
      // Copied again is what a power cut could take.
      const moved = await moveJournal(from, to, { credentials, ca, replicas, sync: "interval" });
      if (json) printJson({ ...moved, from, to });
      else printLines(movedLines(moved, to));
    });
}
