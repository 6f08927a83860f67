import { readFileSync } from "node:fs";
import type { Command } from "./command.ts";
import type { Said, Stage } from "./stage.ts";

/** A stage with certificates, tokens and a controller that asks for them. */
export interface SecuredCluster {
  readonly controller: Command;
  /** The tokens that were made, by name. */
  readonly tokens: Readonly<Record<"admin" | "writer" | "reader" | "agents", string>>;
  /** Asks the controller as the holder of one of them does, on another machine. */
  as(token: "admin" | "writer" | "reader" | "agents", ...args: string[]): Promise<Said>;
}

const SCOPES = { admin: "admin", writer: "sweeps:write", reader: "sweeps:read", agents: "agents" } as const;

/** Makes all of it by commands; the certificates are in `certs`, the tokens in NAME.token. */
export async function secure(stage: Stage, ...options: string[]): Promise<SecuredCluster> {
  await succeeds(stage, "certs", "init", "--host", "127.0.0.1");
  const tokens = { admin: "", writer: "", reader: "", agents: "" };
  for (const name of Object.keys(SCOPES) as (keyof typeof SCOPES)[]) {
    const { stdout } = await succeeds(stage, "token", "create", "--scope", SCOPES[name], "--expires", "1h");
    tokens[name] = stdout.trim();
    stage.write(`${name}.token`, stdout);
  }
  const tls = ["--tls-cert", "certs/server.pem", "--tls-key", "certs/server-key.pem", "--client-ca", "certs/ca.pem"];
  const controller = await stage.controller(...tls, ...options);
  const url = (await stage.url()).replace("http:", "https:");
  return {
    controller,
    tokens,
    as: (token, ...args) =>
      stage.macrosweep(...args, "--url", url, "--ca", "certs/ca.pem", "--token-file", `${token}.token`),
  };
}

/** Runs a command that must end well. */
export async function succeeds(stage: Stage, ...args: string[]): Promise<Said> {
  const said = await stage.macrosweep(...args);
  if (said.code !== 0) throw new Error(`${args.join(" ")} ended with ${said.code}: ${said.stderr}`);
  return said;
}

/** What of a private key must be nowhere else: the two lines of its PEM that have the secret number; the third has the public key, as certificates do. */
export function linesOfKey(path: string): string[] {
  return readFileSync(path, "utf8").split("\n").slice(1, 3);
}
