import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { oomKills } from "../../../src/agent/trainer/memory.ts";
import { temporaryFolder } from "../scene.ts";

/** Files as the kernel shows them (Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst). */
function kernel(groups: string, files: Record<string, string>) {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries({ groups, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return oomKills(join(folder, "groups"), folder);
}

const events = "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n";
const control = "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n";

describe("oomKills", () => {
  it("reads the group of this process in version 2", () =>
    expect(kernel("0::/kubepods/pod7\n", { "kubepods/pod7/memory.events": events })).toBe(2));

  it("reads the memory group in version 1", () =>
    expect(kernel("5:cpu:/x\n4:memory:/job\n0::/\n", { "memory/job/memory.oom_control": control })).toBe(5));

  it("knows nothing where there is no count: no group, no such file, an old kernel", () => {
    expect(kernel("", {})).toBeNull();
    expect(kernel("0::/\n", {})).toBeNull();
    expect(
      kernel("4:memory:/job\n", { "memory/job/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\n" }),
    ).toBeNull();
  });
});
