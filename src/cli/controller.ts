import { type Command, Option } from "commander";
import type { TlsFiles } from "../controller/access/index.ts";
import type { Controller, RemoteJournal, Standby, SyncPolicy, Term } from "../controller/index.ts";
import { SweepError } from "../error.ts";
import { checkAddress } from "./address.ts";
import { DEFAULT_ADDRESS, DEFAULT_HTTP, DEFAULT_STATE } from "./config.ts";
import { giveMemoryBack } from "./giveMemoryBack.ts";
import { LOG_LEVELS, stderrLogger, troubleTeller } from "./logger.ts";
import { type OperatorArguments, operatorOf, operatorOptions } from "./operatorOf.ts";
import { addCommand, durationOrSeconds, replicaCount, several } from "./options.ts";
import { otlpOf } from "./otlp.ts";
import { printJson, printLines } from "./output.ts";
import { goOnWithoutOutput } from "./outputError.ts";
import { aborted, stopSignal } from "./signals.ts";
import { webhookOf } from "./webhook.ts";

interface TlsOptions {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly clientCa?: string;
}

interface JournalOptions {
  readonly journal?: string;
  readonly journalCredentials?: string;
  readonly journalCa?: string;
  readonly journalReplicas?: number;
  readonly journalMonitor?: readonly string[];
  readonly journalSync?: SyncPolicy;
}

interface ControllerOptions extends TlsOptions, OperatorArguments, JournalOptions {
  readonly state: string;
  readonly standby?: boolean;
  readonly listen: string;
  readonly http: string;
  readonly insecure?: boolean;
  readonly host?: readonly string[];
  readonly allowOrigin?: readonly string[];
  readonly lease?: number;
  readonly otlp?: string;
  readonly webhook?: string;
  readonly webhookSecret?: string;
  readonly logLevel: string;
  readonly json?: boolean;
}

/** `macrosweep controller`: the service that agents and people talk to. */
export function addController(program: Command): void {
  const command = addCommand(program, "controller", {
    summary: "run the service that agents and people talk to",
    description:
      "Run a controller until it is stopped. Started again on the same folder it goes on where it was; agents and trainers outlive it. An address that other machines reach needs TLS and tokens (docs/security.md). Logs JSON lines to stderr.",
    example: "macrosweep controller --state /var/lib/macrosweep",
  })
    .option("--state <dir>", "folder of the journal, made when it is missing", DEFAULT_STATE)
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
    )
    .option(
      "--standby",
      "be one of several controllers of --journal: one leads, the next takes over when it does not answer",
    )
    .option("--listen <host:port>", "address for agents; port 0 takes a free one", DEFAULT_ADDRESS)
    .option(
      "--http <host:port>",
      "address of the page and the API for people and programs; none to have none",
      DEFAULT_HTTP,
    )
    .option(
      "--lease <time>",
      "after so long without a word of its agent a trial goes to another (default: 30s)",
      durationOrSeconds,
    )
    .option(
      "--tls-cert <file>",
      "speak TLS 1.3 with this certificate (PEM, with those between it and the root); read again when it changes",
    )
    .option("--tls-key <file>", "its key")
    .option("--client-ca <file>", "take certificates of agents that this CA has signed in place of tokens")
    .option(
      "--host <name>",
      "name by which people reach the API besides localhost, where nobody needs a token; may be given several times",
      several,
    )
    .option(
      "--allow-origin <origin>",
      "origin of another page that may ask, such as https://notebook.example.org; may be given several times",
      several,
    )
    .option(
      "--insecure",
      "let other machines in also without TLS and tokens: whoever reaches the port may then run programs on every agent",
    )
    .option(
      "--otlp <url>",
      "where the traces of trials go, by OTLP over HTTP, such as http://127.0.0.1:4318 (default: $OTEL_EXPORTER_OTLP_ENDPOINT, or nowhere)",
    )
    .option(
      "--webhook <url>",
      "where the report of each night goes at its end, signed; with --webhook-secret (docs/nightly.md)",
    )
    .option("--webhook-secret <file>", "file with what these are signed with")
    .addOption(new Option("--log-level <level>", "least level that is logged").choices(LOG_LEVELS).default("info"))
    .action(
      async ({
        state,
        standby = false,
        listen,
        http,
        lease,
        otlp: sink,
        logLevel,
        json,
        webhook,
        webhookSecret,
        insecure,
        host: hosts,
        allowOrigin: origins,
        ...files
      }: ControllerOptions) => {
        const stop = stopSignal();
        goOnWithoutOutput();
        const logger = stderrLogger(logLevel);
        checkAddress("--listen", listen, 0);
        if (http !== "none") checkAddress("--http", http, 0);
        const journal = remoteJournal(files);
        const tls = tlsFiles(files);
        if (standby && journal === undefined)
          throw new SweepError("invalid", "--standby: several controllers share a journal, which --journal names");
        // Loaded here, like all that only runs the parts: asking a controller starts in a third of the time without.
        const { standBy, startController } = await import("../controller/index.ts");
        const onTrouble = troubleTeller(logger);
        const leaseMs = lease === undefined ? {} : { leaseMs: lease };
        giveMemoryBack();
        const start = (standby?: Standby) =>
          startController({
            state,
            journal: journal && { ...journal, onConflict: standby?.doubt },
            standby,
            listen,
            http: http === "none" ? undefined : http,
            tls,
            insecure,
            hosts,
            origins,
            onTrouble,
            log: logger,
            otlp: otlpOf(sink),
            operator: operatorOf(files),
            makesNights: true,
            webhook: webhookOf({ webhook, webhookSecret, insecure }),
            ...leaseMs,
          });
        const serve = async (controller: Controller, term?: Term) => {
          for (const warning of controller.warnings) process.stderr.write(`macrosweep: WARNING: ${warning}\n`);
          const { address, url } = controller;
          if (json) printJson({ address, url: url || null });
          else
            printLines([[`Controller of ${state} listens on ${address}${url === "" ? "" : `; page and API: ${url}`}`]]);
          logger.info({ state, address, url, term: term?.number }, "controller started");
          try {
            await Promise.race([aborted(stop), controller.lost, ...(term === undefined ? [] : [term.lost])]);
          } catch (error) {
            logger.warn({ state, reason: String(error) }, "controller serves no longer");
            throw error;
          } finally {
            await controller.stop();
          }
          logger.info({ state }, "controller stopped");
        };
        if (!standby || journal === undefined) return serve(await start());
        const follow = async (standby: Standby) => {
          const controller = await start(standby);
          logger.info({ state, journal: journal.address, url: controller.url }, "standing by");
          return controller;
        };
        await standBy(journal, stop, follow, serve);
      },
    );
  operatorOptions(command);
}

function remoteJournal({ journal: address, ...options }: JournalOptions): RemoteJournal | undefined {
  const { journalCredentials: credentials, journalCa: ca, journalReplicas: replicas } = options;
  const { journalMonitor: monitors, journalSync: sync } = options;
  if (address !== undefined) return { address, credentials, ca, replicas, monitors, sync };
  const alone = [credentials, ca, replicas, monitors, sync].some((option) => option !== undefined);
  if (alone) throw new SweepError("invalid", "--journal-... belong to --journal nats://host:4222, which is missing");
  return undefined;
}

function tlsFiles({ tlsCert: cert, tlsKey: key, clientCa }: TlsOptions): TlsFiles | undefined {
  if (cert !== undefined && key !== undefined) return { cert, key, clientCa: clientCa ?? null };
  if (cert === undefined && key === undefined && clientCa === undefined) return undefined;
  const rule = "come together, and --client-ca with them";
  throw new SweepError("invalid", `--tls-cert and --tls-key ${rule}`);
}
