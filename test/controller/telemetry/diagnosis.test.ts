import { describe, expect, it } from "vitest";
import { type Circumstances, diagnose, diskOf } from "../../../src/controller/telemetry/diagnosis.ts";
import type { AgentShape } from "../../../src/shapes/agent.ts";
import { temporaryFolder } from "../../agent/scene.ts";

const GIB = 1024 ** 3;

const agent = (more: Partial<AgentShape> = {}): AgentShape => ({
  name: "box",
  host: "box",
  version: "1.0.0",
  state: "connected",
  sinceMs: 0,
  heardMs: 0,
  lostSinceMs: null,
  slots: 1,
  busy: 0,
  free: 1,
  gpus: [],
  labels: {},
  trouble: null,
  leases: [],
  ...more,
});

function found(more: Partial<Circumstances>): string[] {
  const well: Circumstances = {
    readiness: { ready: true, trouble: [] },
    agents: [agent()],
    sweeps: [{ sweep: "beats", phase: "running", reason: "" }],
    disk: { path: "/state", free: 50 * GIB, size: 100 * GIB },
    version: "1.0.0",
    nowMs: 1_000_000,
    wallMs: 1_000_100,
  };
  return diagnose({ ...well, ...more }).map(({ level, what }) => `${level}: ${what}`);
}

const lease = { sweep: "beats", trial: 1, attempt: 1, sinceMs: 0, heardMs: 0, ending: false };

describe("a diagnosis", () => {
  it("of a controller that is well is empty", () => {
    expect(found({})).toEqual([]);
  });

  it.each<[string, Partial<Circumstances>, string]>([
    ["what it cannot do", { readiness: { ready: false, trouble: ["the disk: ENOSPC"] } }, "error: the disk: ENOSPC"],
    ["that nobody trains", { agents: [] }, "error: no agent is connected, and 1 sweep would train"],
    [
      "which machine is sick",
      { agents: [agent({ trouble: "no space left" })] },
      "warning: agent box cannot run trainers: no space left",
    ],
    [
      "who is gone with trials",
      { agents: [agent(), agent({ name: "b", state: "lost", leases: [lease] })] },
      "warning: agent b is gone, and holds 1 trial",
    ],
    [
      "who runs another version",
      { agents: [agent({ version: "0.9.0" })] },
      "note: agent box runs version 0.9.0, the controller 1.0.0",
    ],
    [
      "which sweep waits, and for what",
      { sweeps: [{ sweep: "beats", phase: "running", reason: 'waits for an agent with gpu "H100"' }] },
      'warning: sweep beats waits for an agent with gpu "H100"',
    ],
    [
      "which sweep is paused",
      { sweeps: [{ sweep: "beats", phase: "paused", reason: "" }] },
      "note: sweep beats is paused",
    ],
    [
      "that a disk is nearly full",
      { disk: { path: "/state", free: 0.5 * GIB, size: 100 * GIB } },
      "warning: the disk of /state is nearly full: 512 MiB of 102400 MiB are free",
    ],
    [
      "that a disk is full",
      { disk: { path: "/state", free: 0, size: GIB } },
      "error: the disk of /state is nearly full: 0 MiB of 1024 MiB are free",
    ],
    [
      "that the clock was set",
      { wallMs: 1_000_000 - 3_600_000 },
      "note: the machine's clock is 3600 s behind the controller's, which goes on from its first start and is never set",
    ],
  ])("says %s", (_what, circumstances, expected) => {
    expect(found(circumstances)).toEqual([expected]);
  });

  it("says nothing of agents while nothing would train, nor of room on a small disk that has some", () => {
    expect(found({ agents: [], sweeps: [] })).toEqual([]);
    expect(found({ disk: { path: "/state", free: 0.2 * GIB, size: GIB } })).toEqual([]);
  });

  it("begins with the worst, and of very many things of a kind says how many", () => {
    const sweeps = Array.from({ length: 9 }, (_, i) => ({ sweep: `s${i}`, phase: "paused", reason: "" }));
    const said = found({ sweeps, readiness: { ready: false, trouble: ["broken"] } });
    expect(said[0]).toBe("error: broken");
    expect(said.at(-1)).toBe("note: and 4 more like these");
    expect(said).toHaveLength(7);
  });
});

it("the disk of a folder is the one it is on", async () => {
  const disk = await diskOf(temporaryFolder());
  expect(disk?.size).toBeGreaterThan(disk?.free ?? Number.NaN);
  expect(await diskOf("/nowhere/at/all")).toBeNull();
});
