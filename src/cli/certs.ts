import { isIP } from "node:net";
import { hostname } from "node:os";
import { type Command, Option } from "commander";
import { invalid } from "../error.ts";
import { addCommand, addGroup, duration, type Help } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import type { Line } from "./view/line.ts";

interface CertsOptions {
  readonly dir: string;
  readonly host?: readonly string[];
  readonly expires: number;
  readonly json?: boolean;
}

// Certificates end within what browsers and systems take from private CAs, and are made again in a second.
const LIFE = "365d";
const LIFE_MS = 365 * 86_400_000;

/** `macrosweep certs init|agent NAME|revoke NAME`: a private CA for those who have none. */
export function addCerts(program: Command): void {
  const certs = addGroup(program, "certs", "make a private CA and certificates of servers and agents");
  lasting(certs, "init", {
    summary: "make a private CA and a server's certificate",
    description:
      "Make a private CA, unless the folder has one, and a new certificate of a server for the hosts by which it is reached. Keys can be read by this user alone. A controller that runs with the files takes the new ones by itself.",
    example: "macrosweep certs init --host gpu-box.example.org --host 10.0.0.5",
  })
    .option(
      "--host <name>",
      "name or address by which the server is reached; may be given several times (default: localhost and this machine's name)",
      host,
    )
    .action(async ({ dir, host: hosts = ownHosts(), expires, json }: CertsOptions) => {
      const { initCertificates } = await import("../controller/access/index.ts");
      const made = await initCertificates(dir, hosts, expires);
      if (json) return printJson({ ...made, hosts });
      const { ca, existing, server } = made;
      printLines([
        [`${existing ? "The CA that was there" : "A CA"}: ${ca.cert} (give it to whoever calls), ${ca.key} (keep it)`],
        [`A server's certificate for ${hosts.join(", ")}: --tls-cert ${server.cert} --tls-key ${server.key}`],
      ]);
    });
  lasting(certs, "agent <name>", {
    summary: "make an agent's certificate",
    description:
      "Make a certificate of an agent, signed by the CA of the folder; a controller with --client-ca takes it in place of a token. It is good for the agent of this name alone, and ends by itself, or when it is revoked. One that was made for this name before stays good until then.",
    example: "macrosweep certs agent gpu-box-1 --expires 90d",
  }).action(async (name: string, { dir, expires, json }: CertsOptions) => {
    const { issueAgentCertificate } = await import("../controller/access/index.ts");
    const files = await issueAgentCertificate(dir, name, expires);
    if (json) printJson({ name, ...files });
    else printLines([[`A certificate of the agent ${name}: --cert ${files.cert} --key ${files.key}`]]);
  });
  inFolder(certs, "revoke <name>", {
    summary: "end the certificates of an agent",
    description:
      "End every certificate that the CA of the folder has signed for an agent of this name. A controller whose --client-ca lies there takes note within seconds: the agent loses its connection, and comes in no more until it has a certificate that is made after this. Where --client-ca is a copy elsewhere, copy revoked.json beside it.",
    example: "macrosweep certs revoke gpu-box-1",
  }).action(async (name: string, { dir, json }: CertsOptions) => {
    const { revokeAgentCertificates } = await import("../controller/access/index.ts");
    const { file, known } = revokeAgentCertificates(dir, name);
    if (json) return printJson({ name, file, known });
    printLines([
      [`Revoked: all certificates of the agent ${name} until now (${file}); controllers take note within seconds.`],
      ...(known
        ? []
        : [[["There is none of this name in the folder; is that how the agent is called?", "yellow"]] satisfies Line]),
    ]);
  });
}

function lasting(certs: Command, usage: string, help: Help): Command {
  const expires = new Option("--expires <time>", "the certificate ends after so long");
  return inFolder(certs, usage, help).addOption(expires.argParser(duration).default(LIFE_MS, LIFE));
}

function inFolder(certs: Command, usage: string, help: Help): Command {
  return addCommand(certs, usage, help).option("--dir <dir>", "folder of the CA and its certificates", "certs");
}

function ownHosts(): readonly string[] {
  return ["localhost", "127.0.0.1", "::1", hostname()];
}

function host(text: string, before: readonly string[] = []): readonly string[] {
  if (/^[A-Za-z0-9*]([A-Za-z0-9._*-]{0,252})$/.test(text) || isIP(text) !== 0) return [...before, text];
  throw invalid([{ path: "--host", value: text, rule: "must be a name or an address, without a port" }]);
}
