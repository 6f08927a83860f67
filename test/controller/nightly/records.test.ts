import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openRecords } from "../../../src/controller/nightly/records.ts";

function folderInTest(): string {
  const folder = mkdtempSync(join(tmpdir(), "records-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it("records are there for who opens their folder next, as they were put last", async () => {
  const folder = join(folderInTest(), "deeper", "records");
  const records = await openRecords<{ n: number }>(folder);
  expect(records.all()).toEqual([]);
  await Promise.all([records.put("a", { n: 1 }), records.put("b", { n: 2 }), records.put("a", { n: 3 })]);
  await records.put("c", { n: 4 });
  await records.remove("c");
  const again = await openRecords<{ n: number }>(folder);
  expect([again.get("a"), again.get("b"), again.get("c")]).toEqual([{ n: 3 }, { n: 2 }, null]);
  expect(readdirSync(folder)).toEqual(["a.json", "b.json"]);
});

it("a file that was being written when the power went changes nothing", async () => {
  const folder = folderInTest();
  await (await openRecords<{ n: number }>(folder)).put("a", { n: 1 });
  writeFileSync(join(folder, "a.json.new"), '{"n":');
  expect((await openRecords<{ n: number }>(folder)).all()).toEqual([{ n: 1 }]);
});

it("a record that cannot be read is named, and not taken for none", async () => {
  const folder = folderInTest();
  writeFileSync(join(folder, "a.json"), "{");
  await expect(openRecords(folder)).rejects.toThrow(/a\.json: cannot be read .*mend it, or move it away/s);
});
