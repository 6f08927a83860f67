import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { openNatsJournal } from "../../src/controller/journal/nats/nats.ts";
import { readAll } from "../contract/readAll.ts";
import { NatsServer, noNats } from "../natsServer.ts";
import type { Command } from "./command.ts";
import { openGate, trained } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { freePort } from "./port.ts";
import { expectPromisesKept, those } from "./promises.ts";
import { openStage } from "./stage.ts";

// Controllers and agents of this version and of one that is ahead, on one journal in a nats-server, changed one after the other while a sweep goes on.

type Version = "this" | "ignorable" | "known";

const LATER = pathToFileURL(join(import.meta.dirname, "laterVersion.js")).href;

const SWEEP = { trials: 4, parallel: 2, epochs: 8 };

describe.skipIf(noNats)(`a rolling update${noNats}`, () => {
  it("loses nothing, there and back: each version goes on with what the other one has acknowledged", {
    timeout: 300_000,
  }, async () => {
    const { stage, server, start, agent, submit, ended, versionAt } = await open();
    let [one, two] = [await start("one", "this"), await start("two", "this", /standing by/)];
    agent("a", "this");
    const leaving = agent("b", "this");
    await submit("beats", ["--gate", "6", "--gated", "3"]);
    await trained(stage, 4);

    await two.kill("SIGTERM");
    two = await start("two", "ignorable", /standing by/);
    await one.kill("SIGTERM");
    await two.said(/listens on/);
    expect(await versionAt("two")).toBe("9.9.9");
    await submit("first");
    await ended("first");

    // The version before stands by beside the new one, and leads again.
    one = await start("one", "this", /standing by/);
    await leaving.kill("SIGTERM");
    agent("b", "ignorable");
    await two.kill("SIGKILL");
    await one.said(/listens on/);
    expect(await versionAt("one")).not.toBe("9.9.9");
    await submit("second");
    await ended("second");

    two = await start("two", "ignorable", /standing by/);
    await one.kill("SIGTERM");
    await two.said(/listens on/);
    openGate(stage);
    for (const sweep of ["beats", "first", "second"]) await ended(sweep);
    const placed = await Promise.all(["beats", "first", "second"].map((sweep) => expectWhole(server, sweep)));
    expect(placed[1]).toBeGreaterThanOrEqual(SWEEP.trials);
  });

  it("goes no way back where the version before would have to understand what the new one wrote: it says so, and the new one goes on", {
    timeout: 300_000,
  }, async () => {
    const { stage, server, start, agent, submit, ended } = await open();
    let two = await start("two", "known");
    const one = await start("one", "this", /standing by/);
    agent("a", "this");
    agent("b", "this");
    await submit("beats", ["--gate", "6", "--gated", "3"]);
    await trained(stage, 4);

    await two.kill("SIGKILL");
    expect(await one.exited).toMatchObject({ code: expect.any(Number), signal: null });
    expect(one.stderr).toMatch(
      /event \d+ is of a kind that this version of macrosweep does not know \(trialPlaced\): use the newer version that wrote it/,
    );
    expect(one.stdout).not.toMatch(/listens on/);

    two = await start("two", "known");
    openGate(stage);
    await ended("beats");
    expect(await expectWhole(server, "beats")).toBeGreaterThan(0);
  });
});

async function open() {
  const stage = openStage(onTestFinished);
  const server = await NatsServer.start(stage.path("nats"));
  onTestFinished(() => server.kill());
  const places = new Map<string, { readonly listen: string; readonly http: string }>();
  for (const name of ["one", "two"])
    places.set(name, { listen: `127.0.0.1:${await freePort()}`, http: `127.0.0.1:${await freePort()}` });
  const urls = [...places.values()].map(({ http }) => `http://${http}`).join(",");

  return {
    stage,
    server,
    /** A controller of a version on its folder, once it says what it does. */
    async start(name: string, version: Version, doing = /listens on/): Promise<Command> {
      const { listen = "", http = "" } = places.get(name) ?? {};
      const where = ["--state", name, "--listen", listen, "--http", http];
      const journal = ["--standby", "--journal", server.url, "--journal-monitor", server.monitor];
      const command = stage.startWith(asVersion(version), "controller", ...where, ...journal);
      await command.said(doing);
      return command;
    },
    agent(name: string, version: Version): Command {
      const controllers = [...places.values()].map(({ listen }) => listen).join(",");
      const place = ["--slots", "1", "--work", name, "--name", name];
      return stage.startWith(asVersion(version), "agent", "--controller", controllers, ...place);
    },
    submit: (name: string, options: readonly string[] = []) =>
      stage.ask("submit", writeSweep(stage, name, { ...SWEEP, options }), "--url", urls),
    ended: (name: string) => stage.ask("watch", name, "--url", urls),
    async versionAt(name: string): Promise<string | undefined> {
      const text = await (await fetch(`http://${places.get(name)?.http}/metrics`)).text();
      return /macrosweep_build_info\{version="([^"]*)"\}/.exec(text)?.[1];
    },
  };
}

function asVersion(version: Version): Readonly<Record<string, string>> {
  return version === "this" ? {} : { NODE_OPTIONS: `--import=${LATER}`, MACROSWEEP_TEST_LATER: version };
}

/** Every epoch of every trial of a sweep is in the journal, and nothing twice; returns how often an event of the later version is. */
async function expectWhole({ url }: NatsServer, sweep: string): Promise<number> {
  const journal = await openNatsJournal(url, { sync: "interval" });
  const events = await readAll(journal, sweep).finally(() => journal.close());
  expectPromisesKept(events);
  expect(those(events, "sweepEnded")).toMatchObject([{ state: "completed" }]);
  const steps = Array.from({ length: SWEEP.trials }, (_, trial) =>
    Array.from({ length: SWEEP.epochs }, (_none, i) => `${trial}/${i + 1}`),
  ).flat();
  const recorded = those(events, "reportRecorded").map(({ trial, step }) => `${trial}/${step}`);
  expect([...new Set(recorded)].sort()).toEqual(steps);
  return events.filter(({ kind }) => String(kind) === "trialPlaced").length;
}
