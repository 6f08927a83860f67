import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { documentOf, openScene } from "../contract/api/scene.ts";
import { heard, macrosweep, newFolder, objects, startInTest } from "./command.ts";
import { writeSweep } from "./script.ts";

function folderOfTest(): string {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  return path;
}

/** A controller without agents that train, and a template. */
async function nights() {
  const scene = await openScene();
  onTestFinished(() => scene.close());
  const template = join(folderOfTest(), "nightly.yaml");
  writeFileSync(template, JSON.stringify({ ...documentOf("beats"), metadata: { name: "beats" } }));
  const args = (day: number, ...more: string[]) => {
    return ["submit", "--template", template, "--scheduled", `2026-11-${day}T03:00+01:00`, "--url", scene.url, ...more];
  };
  const states = async () => {
    const { text } = await scene.ask("GET", "/api/v1/sweeps?label=macrosweep.dev/series=beats");
    const { sweeps } = JSON.parse(text) as { sweeps: { sweep: string; state: string }[] };
    return sweeps.map(({ sweep, state }) => `${sweep} ${state}`);
  };
  const submit = (day: number, ...more: string[]) => macrosweep(...args(day, ...more));
  return { submit, start: (day: number, ...more: string[]) => startInTest(...args(day, ...more)), states, scene };
}

it("a night that is started twice is submitted once, named by its time in UTC", async () => {
  const { submit, states } = await nights();
  const [first, second] = [await submit(29), await submit(29)];
  expect(first.stdout).toContain("Sweep beats-202611290200 is created");
  expect(second.stdout).toContain("Sweep beats-202611290200 is there already");
  expect(await states()).toEqual(["beats-202611290200 running"]);
}, 60_000);

it("the next night does nothing, or takes the place of the one that goes on", async () => {
  const { submit, states } = await nights();
  await submit(28);
  const skipped = await submit(29);
  expect(skipped).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("beats-202611280200 of this series has not ended"),
  });
  expect(await states()).toEqual(["beats-202611280200 running"]);
  await submit(29, "--if-active", "replace");
  expect(await states()).toEqual(["beats-202611280200 cancelled", "beats-202611290200 running"]);
}, 60_000);

it("the next night waits for the end of the one that goes on", async () => {
  const { submit, start, states, scene } = await nights();
  await submit(28);
  const { said, process: waiting } = start(29, "--if-active", "queue");
  await heard(waiting.stderr, /waiting for the end of sweep beats-202611280200/);
  expect(await states()).toEqual(["beats-202611280200 running"]);
  await scene.ask("POST", "/api/v1/sweeps/beats-202611280200/cancel");
  expect((await said).stdout).toContain("Sweep beats-202611290200 is created");
  expect(await states()).toEqual(["beats-202611280200 cancelled", "beats-202611290200 running"]);
}, 60_000);

it("a night says why its series has come to an end, and how it goes on", async () => {
  const folder = folderOfTest();
  const extra = "  confirm: { top: 2, seeds: 2 }\n  baseline: { params: { kind: good } }\n  nights: { stopAfter: 1 }\n";
  const file = writeSweep(folder, "beats", ["poor", "good"], 2, extra);
  const controller = startInTest(
    "controller",
    "--state",
    join(folder, "state"),
    "--listen",
    "127.0.0.1:0",
    "--http",
    "127.0.0.1:0",
  );
  const [, address = "", url = ""] = await heard(controller.process.stdout, /listens on (\S+); page and API: (\S+)/);
  startInTest("agent", "--controller", address, "--work", join(folder, "work"));
  const night = (day: number, ...more: string[]) =>
    macrosweep("submit", "--template", file, "--scheduled", `2026-11-${day}T02:00Z`, "--url", url, ...more);
  expect(await night(28, "--watch")).toMatchObject({ code: 0 });
  const stopped = await night(29, "--json");
  expect(stopped.code).toBe(0);
  expect(objects(stopped.stdout)).toEqual([
    {
      skipped: true,
      kind: "stopped",
      night: "beats-202611290200",
      active: null,
      reason: expect.stringContaining(
        "the last night found nothing surely better than what is in production; to go on,",
      ),
    },
  ]);
  writeFileSync(file, readFileSync(file, "utf8").replace("stopAfter: 1", "stopAfter: 2"));
  expect((await night(29)).stdout).toContain("Sweep beats-202611290200 is created");
  const document = await (await fetch(`${url}/api/v1/sweeps/beats-202611290200/document`)).json();
  expect(document).toMatchObject({
    document: { enqueue: [{ kind: "good" }], warmStart: { from: ["beats-202611280200"], trials: 10 } },
  });
}, 120_000);

it.each([
  ["a time without a zone", ["--template", "x.yaml", "--scheduled", "2026-11-29T02:00"], "a time with its zone"],
  ["a date that is none", ["--template", "x.yaml", "--scheduled", "2026-13-29T02:00Z"], "a time with its zone"],
  ["a template without a time", ["--template", "x.yaml"], "--template FILE and --scheduled TIME together"],
  ["nothing at all", [], "name a document"],
  ["another word", ["x.yaml", "--if-active", "kill"], "skip"],
])("is refused: %s", async (_what, args, message) => {
  const { code, stderr } = await macrosweep("submit", ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

it("the report tells what a night found against production, from what the sweeps have measured", async () => {
  const folder = folderOfTest();
  const file = writeSweep(
    folder,
    "beats-1",
    ["poor", "good"],
    2,
    "  confirm: { top: 2, seeds: 5 }\n  baseline: { params: { kind: poor } }\n",
  );
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace("name: beats-1", "name: beats-1, labels: { macrosweep.dev/series: beats }"),
  );
  const state = join(folder, "state");
  await macrosweep("run", file, "--state", state);
  const { stdout: report } = await macrosweep("nights", "beats", "--state", state);
  const { stdout: json } = await macrosweep("nights", "beats", "--state", state, "--json");
  expect(report).toMatch(/^# beats\n\n\*\*(Roll out|Keep)/);
  expect(report).toContain("| beats-1 | completed | 0.8496 [");
  expect(objects(json)[0]).toMatchObject({ series: "beats", nights: [{ confirmed: true, baseline: { mean: 0.5 } }] });
  const none = await macrosweep("nights", "gaze", "--state", state);
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("macrosweep.dev/series=gaze") });
}, 120_000);
