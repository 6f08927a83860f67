import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { createProgram } from "../src/cli/program.ts";
import { readPlaced } from "../src/controller/core/document/spec.ts";
import { agentJob } from "../src/controller/operator/agentJob.ts";

// The commands need a cluster; that each names what is there does not.

const root = join(import.meta.dirname, "..");
const guide = readFileSync(join(root, "docs/kubernetes.md"), "utf8");
const commands = [...guide.matchAll(/^```sh (?:cluster|image)\n(.*?)^```$/gms)].flatMap(([, text = ""]) =>
  text.trim().split("\n"),
);

it("docs/kubernetes.md has a sweep whose agents can be made as it stands", () => {
  const [, text = ""] = /^```yaml\n(.*?)^```$/ms.exec(guide) ?? [];
  const { placement } = readPlaced(parse(text));
  if (placement === undefined) throw new Error("no placement");
  const sweep = { name: "beats", namespace: "macrosweep", uid: "0c5d2a52-1b1c-4e4b-9c39-6c1f3a0d8d57" };
  const settings = {
    controller: "macrosweep:7450",
    agentImage: "macrosweep:1",
    caConfigMap: "macrosweep-ca",
    parallelism: 4,
  };
  const [container] = agentJob(sweep, placement, settings).spec?.template.spec?.containers ?? [];
  expect(container?.resources?.limits).toEqual({ memory: "16Gi", "nvidia.com/gpu": "1" });
  expect(container?.args).toEqual(expect.arrayContaining(["--work", "/checkpoints"]));
});

it("names folders that are there", () => {
  const named = [...guide.matchAll(/deploy\/k8s\/[\w/.-]*\w/g)].map(([path]) => path);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it("names commands of macrosweep with options that they have", () => {
  const called = commands.flatMap((line) => [...line.matchAll(/macrosweep ((?:token |certs )?[a-z]+) ([^&>']*)/g)]);
  const names = called.map(([, name = ""]) => name).filter((name) => name !== "svc");
  expect(new Set(names)).toEqual(new Set(["token create", "certs init", "list", "backup", "restore"]));
  for (const [, name = "", rest = ""] of called) {
    const [first, second] = name.split(" ");
    const command = createProgram().commands.find((each) => each.name() === first);
    const found = second === undefined ? command : command?.commands.find((each) => each.name() === second);
    const known = found?.options.map(({ long }) => long);
    expect(known, name).toEqual(expect.arrayContaining(rest.split(" ").filter((word) => word.startsWith("--"))));
  }
});

it("gives the image's build arguments that the Dockerfile has", () => {
  const file = readFileSync(join(root, "Dockerfile"), "utf8");
  const args = commands.flatMap((line) => [...line.matchAll(/--build-arg (\w+)=/g)].map(([, name]) => name));
  expect(args.length).toBeGreaterThan(0);
  for (const name of args) expect(file).toContain(`ARG ${name}=`);
});
