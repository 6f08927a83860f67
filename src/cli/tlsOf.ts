import type { Command } from "commander";
import type { TlsFiles } from "../controller/access/index.ts";
import { SweepError } from "../error.ts";

/** What the command line says of a controller's certificate. */
export interface TlsArguments {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly clientCa?: string;
}

/** The options of a port that speaks TLS. */
export function tlsOptions(command: Command): void {
  command
    .option(
      "--tls-cert <file>",
      "speak TLS 1.3 with this certificate (PEM, with those between it and the root); read again when it changes",
    )
    .option("--tls-key <file>", "its key")
    .option("--client-ca <file>", "take certificates of agents that this CA has signed in place of tokens");
}

/** undefined: none is spoken. @throws SweepError `invalid` for one of them without the others */
export function tlsOf({ tlsCert: cert, tlsKey: key, clientCa }: TlsArguments): TlsFiles | undefined {
  if (cert !== undefined && key !== undefined) return { cert, key, clientCa: clientCa ?? null };
  if (cert === undefined && key === undefined && clientCa === undefined) return undefined;
  const rule = "come together, and --client-ca with them";
  throw new SweepError("invalid", `--tls-cert and --tls-key ${rule}`);
}
