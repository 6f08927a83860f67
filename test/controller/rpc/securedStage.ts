import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChannelCredentials, Metadata } from "@grpc/grpc-js";
import { onTestFinished } from "vitest";
import { show } from "../../../src/agent/credentials.ts";
import {
  createToken,
  initCertificates,
  issueAgentCertificate,
  revokeAgentCertificates,
  type Scope,
} from "../../../src/controller/access/index.ts";
import { type Controller, startController } from "../../../src/controller/index.ts";
import { RawAgent } from "./rawAgent.ts";

type Options = Partial<Parameters<typeof startController>[0]>;

/** One line of the controller's log. */
export interface Logged {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A folder for one test, with what protects a controller in it. */
export function securedStage() {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-secured-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const certs = join(folder, "certs");
  const logged: Logged[] = [];
  const log = (level: Logged["level"]) => (fields: object, message: string) =>
    void logged.push({ level, message, ...fields });
  const files = (name: string) => ({ cert: join(certs, `${name}.pem`), key: join(certs, `${name}-key.pem`) });

  return {
    folder,
    certs,
    logged,
    files,
    ca: join(certs, "ca.pem"),
    token: (scopes: readonly Scope[], name: string | null = null, lifeMs = 3_600_000) =>
      createToken(folder, { name, scopes, lifeMs }),
    init: (dir = certs, lifeMs = 86_400_000) => initCertificates(dir, ["localhost", "127.0.0.1"], lifeMs),
    certificate: (name: string, lifeMs = 86_400_000, dir = certs) => issueAgentCertificate(dir, name, lifeMs),
    revoke: (name: string) => revokeAgentCertificates(certs, name),
    async controller(options: Options = {}): Promise<Controller> {
      const logs = { debug() {}, info: log("info"), warn: log("warn"), error: log("error") };
      const controller = await startController({ state: folder, listen: "127.0.0.1:0", log: logs, ...options });
      onTestFinished(() => controller.stop());
      return controller;
    },
    /** An agent that has said Hello by this name. */
    agent(address: string, name: string, shown: Parameters<typeof show>[0] = {}): RawAgent {
      const { channel, metadata } = show(shown);
      return agentWith(address, name, channel, metadata);
    },
    /** The same with words of its own in place of a token. */
    agentSaying(address: string, authorization: string): RawAgent {
      const metadata = new Metadata();
      metadata.set("authorization", authorization);
      return agentWith(address, "a", show({}).channel, metadata);
    },
  };
}

function agentWith(address: string, name: string, channel: ChannelCredentials, metadata: Metadata): RawAgent {
  const agent = new RawAgent(address, channel, metadata);
  onTestFinished(() => agent.close());
  agent.hello(name);
  return agent;
}
