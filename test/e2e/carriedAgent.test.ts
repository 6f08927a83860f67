import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { carriedNode } from "../../src/carriedNode.ts";
import { agentJob } from "../../src/controller/operator/agentJob.ts";
import { sizeOf } from "../packages/sizeOf.ts";
import { writeSweep } from "./document.ts";
import { openStage, type Stage } from "./stage.ts";

// The self-contained agent in a root folder where nothing is but itself and what a kubelet brings: no shell, no C library. Needs `npm run build`.

const root = join(import.meta.dirname, "../..");

const mayEmptyRoot = spawnSync("unshare", ["--map-root-user", "--mount", "true"]).status === 0;
const why = mayEmptyRoot
  ? ""
  : " (not run: this machine lets nobody have a root folder of his own by `unshare --map-root-user`)";

const stage = openStage(afterAll);
const image = stage.path("image");
const carried = join(image, "macrosweep/agent");

beforeAll(async () => {
  for (const name of ["proc", "dev", "tmp", "macrosweep/work", "macrosweep/token"])
    mkdirSync(join(image, name), { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, ["scripts/agentBundle.js", carried], {
    cwd: root,
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  // Nobody asks for it here; in a cluster it is the pod's own.
  writeFileSync(join(image, "macrosweep/token/token"), `msw_00000000_${"0".repeat(57)}`);
  await stage.controller();
}, 120_000);

describe("the self-contained agent", () => {
  it("is Node, its libraries, the program and their licenses, in less than 150 MB", () => {
    expect(readdirSync(carried).sort()).toEqual(["bin", "dist", "lib", "licenses", "package.json"]);
    expect(readdirSync(join(carried, "lib"))).toEqual(expect.arrayContaining(["ld.so", "libc.so.6", "libstdc++.so.6"]));
    expect(readdirSync(join(carried, "licenses"))).toEqual(expect.arrayContaining(["NOTICE", "node"]));
    expect(sizeOf(carried)).toBeLessThan(150e6);
  });

  it("has nothing of a controller in it", () => {
    const code = readdirSync(join(carried, "dist"), { recursive: true, encoding: "utf8" });
    expect(code.filter((file) => /sqlite|fastify|client-node/.test(file))).toEqual([]);
  });

  it.skipIf(!mayEmptyRoot)(`trains with the bundled trainer in an empty root${why}`, async () => {
    copyFileSync(join(root, "examples/data/shuttle.csv"), join(image, "shuttle.csv"));
    const agent = await startAgent(stage);
    const document = {
      apiVersion: "macrosweep.dev/v1alpha1",
      kind: "Sweep",
      metadata: { name: "shuttle" },
      spec: {
        parameters: [{ name: "learning_rate", type: "float", min: 0.001, max: 0.01 }],
        budget: { trials: 1, parallel: 1, epochsPerTrial: 1 },
        trainer: { data: "/shuttle.csv", label: "class" },
      },
    };
    const sweep = stage.write("shuttle.yaml", JSON.stringify(document));
    const { code, stderr } = await stage.macrosweep("submit", sweep, "--watch", "--url", await stage.url());
    expect(code, `${stderr}${agent.stderr}`).toBe(0);
    expect(await stage.ask("get", "shuttle")).toMatchObject([{ state: "completed", trials: { completed: 1 } }]);
    expect(await agent.stop()).toBe(0);
    // The reaper, too, is a process of this Node.
    expect(agent.stderr).not.toContain("the reaper is gone");
  });

  it.skipIf(!mayEmptyRoot)(`gives a trainer of the image none of its own libraries${why}`, async () => {
    writeFileSync(
      join(image, "train.mjs"),
      `import { writeFileSync } from "node:fs";
       writeFileSync("/environment.json", JSON.stringify(process.env));
       console.log('@macrosweep {"epoch": 1, "value": 0.5}');`,
    );
    const agent = await startAgent(stage);
    const command = [...carriedNode("/macrosweep/agent"), "/train.mjs"];
    const sweep = writeSweep(stage, "alone", { trials: 1, parallel: 1, epochs: 1, command });
    const { code, stderr } = await stage.macrosweep("submit", sweep, "--watch", "--url", await stage.url());
    expect(code, `${stderr}${agent.stderr}`).toBe(0);
    const environment = JSON.parse(readFileSync(join(image, "environment.json"), "utf8"));
    expect(Object.keys(environment).filter((name) => /^LD_|^NODE_/.test(name))).toEqual([]);
    expect(environment.MACROSWEEP_TRIAL).toContain('"sweep":"alone"');
    expect(await agent.stop()).toBe(0);
  });
});

/** What the operator would have a pod start, with the variables that a kubelet fills in. */
function containerOf(controller: string): readonly [command: readonly string[], args: readonly string[]] {
  const sweep = { name: "beats", namespace: "vision", uid: "0c5d2a52-1b1c-4e4b-9c39-6c1f3a0d8d57" };
  const placement = { image: "scratch", slots: 1, gpus: 0, gpuResource: "nvidia.com/gpu" };
  const job = agentJob(sweep, placement, { controller, agentImage: "macrosweep:1", caConfigMap: null, parallelism: 1 });
  const [{ command = [], args = [] } = {}] = job.spec?.template.spec?.containers ?? [];
  return [command, args.map((arg) => arg.replace("$(POD_NAME)", "beats-x7f2q"))];
}

class EmptyRootAgent {
  stderr = "";
  readonly #child: ChildProcessByStdio<null, null, Readable>;
  readonly #exit: Promise<number | null>;

  constructor(controller: string) {
    const [command, args] = containerOf(controller);
    // As a kubelet does: the kernel's folders, and then nothing but the image. What is before chroot becomes it, so this child is the agent.
    const enter = 'mount --rbind /proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"';
    this.#child = spawn("unshare", ["--map-root-user", "--mount", "sh", "-c", enter, image, ...command, ...args], {
      env: { PATH: process.env.PATH, MACROSWEEP_STAGE: stage.folder },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.#exit = once(this.#child, "close").then(([code]) => code);
  }

  stop(): Promise<number | null> {
    this.#child.kill("SIGTERM");
    return this.#exit;
  }
}

async function startAgent(at: Stage): Promise<EmptyRootAgent> {
  const agent = new EmptyRootAgent(await at.address());
  onTestFinished(async () => void (await agent.stop()));
  return agent;
}
