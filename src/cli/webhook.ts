import type { Command } from "commander";
import type { ControllerOptions } from "../controller/index.ts";
import { SweepError } from "../error.ts";
import { readTextFile } from "./textFile.ts";

/** What the command line says of where reports go. */
export interface WebhookArguments {
  readonly webhook?: string;
  /** Path of a file. */
  readonly webhookSecret?: string;
  readonly insecure?: boolean;
}

// A secret of 24 bytes is what the specification of webhooks asks for; its base64 has 32 characters.
const LEAST = 24;

/** The options of a webhook; `--insecure` is everybody's. */
export function webhookOptions(command: Command): void {
  command
    .option(
      "--webhook <url>",
      "where the report of each night goes at its end, signed; with --webhook-secret (docs/nightly.md)",
    )
    .option("--webhook-secret <file>", "file with what these are signed with");
}

/** Where reports of nights go; undefined: nowhere. The address may be a secret and is not repeated. @throws SweepError `invalid` */
export function webhookOf({ webhook, webhookSecret, insecure }: WebhookArguments): ControllerOptions["webhook"] {
  if (webhook === undefined && webhookSecret === undefined) return undefined;
  if (webhook === undefined || webhookSecret === undefined) {
    throw new SweepError("invalid", "--webhook and --webhook-secret come together");
  }
  const url = URL.canParse(webhook) ? new URL(webhook) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new SweepError("invalid", "--webhook: must be a URL such as https://hooks.example.org/nights");
  }
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === "http:" && !isLocal && insecure !== true) {
    const rule = "reports would go where others can read them; use https, or say --insecure";
    throw new SweepError("invalid", `--webhook: ${url.origin}: ${rule}`);
  }
  const secret = readTextFile(webhookSecret, 4_096).trim();
  if (secret.length < LEAST) {
    throw new SweepError("invalid", `--webhook-secret: "${webhookSecret}" must have at least ${LEAST} characters`);
  }
  return { url: webhook, secret };
}
