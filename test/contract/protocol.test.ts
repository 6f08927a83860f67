import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const released = join(root, "proto/released.binpb");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "macrosweep-protocol-"));
  cpSync(join(root, "proto"), join(folder, "proto"), { recursive: true });
  cpSync(join(root, "buf.yaml"), join(folder, "buf.yaml"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What `npm run lint` says of the protocol after an edit of agent.proto. */
function afterEdit(edit: (text: string) => string) {
  const file = join(folder, "proto/macrosweep/v1/agent.proto");
  writeFileSync(file, edit(readFileSync(file, "utf8")));
  const buf = join(root, "node_modules/.bin/buf");
  const { status, stdout } = spawnSync(buf, ["breaking", "--against", released], { cwd: folder, encoding: "utf8" });
  return { status, stdout };
}

describe("the protocol that agents were released with", () => {
  it("is still spoken", () => {
    expect(afterEdit((text) => text)).toEqual({ status: 0, stdout: "" });
  });

  it("may be added to", () => {
    expect(afterEdit((text) => text.replace("message Hello {", "message Hello {\n  string more = 900;"))).toEqual({
      status: 0,
      stdout: "",
    });
  });

  it("may not change the type of what it says", () => {
    const { status, stdout } = afterEdit((text) => text.replace("string agent = ", "bytes agent = "));
    expect(stdout).toContain('with name "agent" on message "Hello" changed type from "string" to "bytes"');
    expect(status).toBe(100);
  });

  it("may not lose anything", () => {
    const { status, stdout } = afterEdit((text) => text.replace(/^\s*uint32 protocol = .*$/m, ""));
    expect(stdout).toContain('Previously present field "1" with name "protocol" on message "Hello" was deleted');
    expect(status).toBe(100);
  });
});
