import { type Command, Option } from "commander";
import type { ControllerOptions } from "../controller/index.ts";
import { SweepError } from "../error.ts";
import { VERSION } from "../version.ts";
import { several } from "./options.ts";
import { readTextFile } from "./textFile.ts";

/** What the command line says of an operator. */
export interface OperatorArguments {
  readonly operator?: boolean;
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly agentAddress?: string;
  readonly agentImage: string;
  readonly agentCa?: string;
  readonly pod?: readonly string[];
}

const MOST_CA_BYTES = 256 * 1024;

/** The options of an operator. */
export function operatorOptions(command: Command): void {
  command
    .option(
      "--operator",
      "serve Sweep resources of a Kubernetes cluster: that of $KUBECONFIG, or the one it runs in (docs/kubernetes.md)",
    )
    .option("--namespace <name>", "whose Sweeps (default: that of the kubeconfig or of its pod)")
    .addOption(
      new Option("--all-namespaces", "those of all namespaces, as NAMESPACE.NAME in the journal").conflicts(
        "namespace",
      ),
    )
    .option("--agent-address <host:port>", "where agents' pods find it (default: where it listens)")
    .option("--agent-image <image>", "image with the agent that their pods bring along", `macrosweep:${VERSION}`)
    .option("--agent-ca <file>", "the CA of its certificate, for agents' pods; read at the start")
    .option(
      "--pod <name>",
      "pods of the controllers with --standby, its own first: the one that leads has the label macrosweep.dev/leads; may be given several times",
      several,
    );
}

/** undefined: there is to be none. @throws SweepError `invalid` for a CA that cannot be read, and for a Node.js on which Kubernetes' client does not start */
export function operatorOf({
  operator = false,
  namespace,
  allNamespaces = false,
  agentAddress,
  agentImage,
  agentCa,
  pod: leaderPods = [],
}: OperatorArguments): ControllerOptions["operator"] {
  if (!operator) return undefined;
  checkNode(process.versions.node);
  const ca = agentCa === undefined ? null : readTextFile(agentCa, MOST_CA_BYTES);
  return { namespace: allNamespaces ? null : namespace, agentAddress, agentImage, ca, leaderPods };
}

// Of undici, by which Kubernetes' client asks.
const OLDEST_NODE = { major: 22, minor: 19 };

function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor)) return;
  const oldest = `${OLDEST_NODE.major}.${OLDEST_NODE.minor}`;
  throw new SweepError("invalid", `--operator needs Node.js ${oldest} or newer; this is ${version}`);
}
