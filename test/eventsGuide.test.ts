import { execFile } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { withEvents } from "../scripts/eventReference.ts";
import { createProgram } from "../src/cli/program.ts";
import type { Event } from "../src/controller/core/events.ts";
import { openNatsJournal } from "../src/controller/journal/nats/nats.ts";
import { writeSweep } from "./e2e/document.ts";
import { openStage } from "./e2e/stage.ts";
import { NatsServer, noNats } from "./natsServer.ts";

const root = join(import.meta.dirname, "..");
const guide = readFileSync(join(root, "docs", "events.md"), "utf8");
const source = readFileSync(join(root, "src", "controller", "core", "events.ts"), "utf8");

/** Journals as they have been written: see test/contract/golden.test.ts. */
const golden: Event[] = readdirSync(join(root, "test", "contract"))
  .filter((name) => /^golden.*\.json$/.test(name))
  .flatMap((name) => JSON.parse(readFileSync(join(root, "test", "contract", name), "utf8")).events);

// Several processes one after the other, however busy the machine is.
const slowly = { timeout: 180_000 };

it("docs/events.md has what the types say", () => {
  expect(guide).toBe(withEvents(guide, source));
});

it("docs/events.md has every kind of event, with the fields that journals have", () => {
  const kinds = [...(/export type Event =([^;]+);/.exec(source)?.[1] ?? "").matchAll(/\w+/g)].map(([type]) => type);
  const pages = new Map(guide.split(/^### /m).map((part) => [part.slice(0, part.indexOf("\n")), part]));
  for (const kind of kinds) expect([...pages.keys()]).toContain(kind[0]!.toLowerCase() + kind.slice(1));
  const fields = (kind: string) => [...(pages.get(kind) ?? "").matchAll(/^\| `(\w+)`( \(may be left out\))?/gm)];
  const wrong = golden.flatMap((event) => {
    const there = Object.keys(event).filter((key) => key !== "kind" && key !== "atMs");
    const unknown = there.filter((key) => !fields(event.kind).some(([, name]) => name === key));
    const missing = fields(event.kind).filter(
      ([, name = "", optional]) => optional === undefined && !there.includes(name),
    );
    return [...unknown, ...missing.map(([, name]) => name)].map((name) => `${event.kind}: ${name}`);
  });
  expect(golden.length).toBeGreaterThan(50);
  // What one journal has from before this field had its name.
  expect(wrong.filter((field) => field !== "trialAdopted: missed")).toEqual([]);
});

it("docs/events.md asks for options that there are", () => {
  const commands = createProgram().commands;
  const options = [...commands, ...commands.flatMap((command) => command.commands)].flatMap(({ options: own }) => own);
  const known = options.map(({ long }) => long);
  const said = [...guide.matchAll(/--journal[\w-]*/g)].map(([option]) => option);
  expect(said.length).toBeGreaterThan(5);
  expect(known).toEqual(expect.arrayContaining(said));
});

describe.skipIf(noNats)(`the examples of docs/events.md${noNats}`, () => {
  it("follow a sweep to its end, as printed", async () => {
    const stage = openStage(onTestFinished);
    const server = await NatsServer.start(stage.path("nats"));
    onTestFinished(() => server.kill());
    symlinkSync(join(root, "node_modules"), stage.path("node_modules"));
    stage.write("package.json", '{ "type": "module" }');
    stage.write("follow.js", /^```js\n(.*?)^```$/ms.exec(guide)?.[1] ?? "");
    const sweep = golden.slice(0, golden.findIndex(({ kind }) => kind === "sweepEnded") + 1);
    const journal = await openNatsJournal(server.url, { sync: "interval" });
    // The last append is longer than a message may be.
    const long: Event = { kind: "sweepEnded", atMs: 1, state: "completed", reason: "x".repeat(3_000_000) };
    await journal.append([{ sweep: "beats", expectedSeq: 0, events: sweep.slice(0, -1) }]);
    await journal.append([{ sweep: "beats", expectedSeq: sweep.length - 1, events: [long], over: true }]);
    await journal.close();

    const env = { ...process.env, NATS_URL: `127.0.0.1:${server.port}` };
    const said = await promisify(execFile)(process.execPath, ["follow.js", "beats"], { cwd: stage.folder, env });

    expect(said.stderr).toBe("");
    expect(
      said.stdout
        .trim()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(sweep.map(({ kind }) => kind));
  });

  it("move a controller's sweeps to NATS and back, and say that both sides are the same", slowly, async () => {
    const stage = openStage(onTestFinished);
    const server = await NatsServer.start(stage.path("nats"));
    onTestFinished(() => server.kill());
    const [there = "", back = ""] = guide.split("\n").filter((line) => line.startsWith("macrosweep journal copy"));
    const copy = (line: string) => {
      const placed = line
        .replaceAll("/var/lib/macrosweep", stage.path("state"))
        .replace("nats://nats-0:4222", server.url);
      return stage.macrosweep(...placed.split(/\s+/).slice(1), "--json");
    };
    const document = writeSweep(stage, "beats", { trials: 3, parallel: 1, epochs: 3 });
    await stage.macrosweep("run", document, "--state", "state", "--http", "none");

    const moved = await copy(there);
    const again = await copy(there);
    const returned = await copy(back);

    expect(moved).toMatchObject({ code: 0, stderr: "" });
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("has sweeps already (beats): name an empty place");
    const { sweeps, events, hash } = JSON.parse(moved.stdout);
    expect(sweeps).toBe(1);
    expect(events).toBeGreaterThan(10);
    expect(JSON.parse(returned.stdout)).toMatchObject({ sweeps, events, hash });
    const [was, is] = await Promise.all(
      ["state", "state-2"].map((state) => stage.macrosweep("export", "beats", "--format", "jsonl", "--state", state)),
    );
    expect(is).toEqual(was);
  });
});
