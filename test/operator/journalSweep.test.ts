import { expect, it } from "vitest";
import { journalId, requestOf } from "../../src/controller/operator/journalSweep.ts";
import { specOf } from "./scene.ts";

const uid = "0c5d2a52-1b1c-4e4b-9c39-6c1f3a0d8d57";
const metadata = { name: "beats", namespace: "vision", uid, labels: { team: "ecg" } };

it("is tied to its resource by an id that is made of the UID, and by a label", () => {
  const { id, spec } = requestOf({ metadata, spec: specOf() }, false);
  expect(id).toMatch(/^[0-9a-f]{8}$/);
  expect(id).toBe(journalId(uid));
  expect(spec).toMatchObject({ name: "beats", labels: { team: "ecg", "macrosweep.dev/resource-uid": uid } });
  expect(journalId("another")).not.toBe(id);
});

it("of several namespaces has its own in its name, and learns from no other", () => {
  const spec = specOf({ spec: { warmStart: { from: ["monday"] } } });
  expect(requestOf({ metadata, spec }, true).spec).toMatchObject({
    name: "vision.beats",
    warmStart: { from: ["vision.monday"] },
  });
});

it("is refused as a document is, with every mistake", () => {
  const spec = { ...specOf(), schedule: { cron: "0 22 * * *" }, budgt: {} };
  expect(() => requestOf({ metadata, spec }, false)).toThrow(/spec\.budgt: unknown key/);
});
