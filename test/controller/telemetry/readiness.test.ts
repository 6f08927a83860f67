import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../../src/controller/clock.ts";
import { Engine } from "../../../src/controller/engine.ts";
import type { Journal } from "../../../src/controller/journal/journal.ts";
import { openMemoryJournal } from "../../../src/controller/journal/memory.ts";
import { openSqliteJournal } from "../../../src/controller/journal/sqlite.ts";
import { ReadinessProbe } from "../../../src/controller/telemetry/readiness.ts";
import { temporaryFolder } from "../../agent/scene.ts";
import { canMount, mountSmallDisk } from "../../e2e/smallDisk.ts";
import { stage } from "../rpc/stage.ts";

const { controller } = stage();

async function probeOf(journal: Journal, folder: string): Promise<ReadinessProbe> {
  const engine = await Engine.open(journal, systemClock(), 30_000);
  onTestFinished(async () => {
    await engine.close();
    await journal.close();
  });
  return new ReadinessProbe(engine, journal, folder);
}

describe("a controller", () => {
  it("is ready once it has started", async () => {
    expect(await controller().ready()).toEqual({ ready: true, trouble: [] });
  });

  it("is not while its folder is not there", async () => {
    const probe = await probeOf(openMemoryJournal(), join(temporaryFolder(), "missing"));
    const { ready, trouble } = await probe.look();
    expect(ready).toBe(false);
    expect(trouble).toEqual([expect.stringMatching(/^the disk: Error: ENOENT/)]);
  });

  it("is not while its journal does not answer", async () => {
    const silent = { ...openMemoryJournal(), summaries: async () => [], sweeps: () => new Promise<never>(() => {}) };
    const probe = await probeOf({ ...silent, close: async () => {} } as Journal, temporaryFolder());
    expect(await probe.look()).toEqual({ ready: false, trouble: ["the journal has not answered for 3 s"] });
  });

  it("looks once in two seconds, however often it is asked", async () => {
    let looks = 0;
    const counting = { ...openMemoryJournal(), summaries: async () => [], sweeps: async () => [String(++looks)] };
    const probe = await probeOf({ ...counting, close: async () => {} } as Journal, temporaryFolder());
    await Promise.all([probe.look(), probe.look(), probe.look()]);
    expect(looks).toBe(1);
  });

  it.runIf(canMount)(
    "is not while its disk is full, though nobody writes, and is again when there is room",
    async () => {
      const disk = mountSmallDisk(join(temporaryFolder(), "disk"), 256, onTestFinished);
      const probe = await probeOf(await openSqliteJournal(join(disk.path, "journal.db")), disk.path);
      disk.fill();
      expect(await probe.look()).toEqual({ ready: false, trouble: [expect.stringContaining("ENOSPC")] });
      disk.empty();
      await vi.waitFor(async () => expect(await probe.look()).toEqual({ ready: true, trouble: [] }), 10_000);
    },
  );
});
