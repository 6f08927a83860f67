import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { heard, newFolder, startInTest } from "../cli/command.ts";
import { documentOf } from "../contract/api/scene.ts";
import { openReceiver, SECRET } from "../controller/nightly/receiver.ts";

it("a report that was not taken when its controller was killed comes from the next one, with the same id, and once", async () => {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  const secret = join(path, "secret");
  writeFileSync(secret, `${SECRET}\n`);
  const start = async () => {
    const where = ["--state", join(path, "state"), "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"];
    const started = startInTest("controller", ...where, "--webhook", receiver.url, "--webhook-secret", secret);
    const [, url = ""] = await heard(started.process.stdout, /page and API: (\S+)/);
    return { ...started, url };
  };
  const night = async (url: string, name: string) => {
    const headers = { "content-type": "application/json" };
    await fetch(`${url}/api/v1/sweeps`, { method: "POST", headers, body: JSON.stringify(documentOf(name)) });
    await fetch(`${url}/api/v1/sweeps/${name}/cancel`, { method: "POST" });
  };

  const first = await start();
  // It hears the report, and its answer never arrives.
  receiver.answer = () => {};
  await night(first.url, "monday");
  await receiver.has(1);
  first.process.kill("SIGKILL");
  await once(first.process, "close");
  receiver.answer = 204;
  const second = await start();
  await receiver.has(2);
  await night(second.url, "tuesday");
  await receiver.has(3);
  const { received } = receiver;
  expect(received.map(({ body }) => JSON.parse(body).data.sweep)).toEqual(["monday", "monday", "tuesday"]);
  expect(received[0]).toEqual(received[1]);
}, 120_000);
