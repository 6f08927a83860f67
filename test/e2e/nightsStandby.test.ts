import { describe, expect, it, onTestFinished } from "vitest";
import { documentOf } from "../contract/api/scene.ts";
import { openReceiver, SECRET } from "../controller/nightly/receiver.ts";
import { NatsServer, noNats } from "../natsServer.ts";
import { freePort } from "./port.ts";
import { openStage } from "./stage.ts";

describe.skipIf(noNats)(`the nights of two controllers on one journal${noNats}`, () => {
  it("go on with the next one when the leader is killed: it knows the schedule, and sends once what its receiver did not take", async () => {
    const stage = openStage(onTestFinished);
    const server = await NatsServer.start(stage.path("nats"));
    onTestFinished(() => server.kill());
    const receiver = await openReceiver();
    onTestFinished(() => receiver.close());
    const secret = stage.write("secret", `${SECRET}\n`);
    const replica = async (state: string) => {
      const [address, http] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
      const places = ["--state", state, "--listen", address, "--http", http, "--standby", "--journal", server.url];
      const webhook = ["--webhook", receiver.url, "--webhook-secret", secret];
      const command = stage.start("controller", ...places, ...webhook, "--journal-monitor", server.monitor);
      return { command, url: `http://${http}` };
    };
    const leader = await replica("one");
    await leader.command.said(/listens on/);
    const other = await replica("two");
    await other.command.said(/standing by/);

    const document = documentOf("yearly") as { spec: object };
    const scheduled = { ...document, spec: { ...document.spec, schedule: { cron: "0 2 29 2 *" } } };
    await stage.ask("submit", stage.write("yearly.yaml", JSON.stringify(scheduled)), "--url", leader.url);
    receiver.answer = 503;
    const night = async (url: string, name: string) => {
      await stage.ask("submit", stage.write(`${name}.yaml`, JSON.stringify(documentOf(name))), "--url", url);
      await stage.ask("cancel", name, "--url", url);
    };
    await night(leader.url, "monday");
    await leader.command.said(/report of a night not delivered/);
    await leader.command.kill("SIGKILL");
    receiver.answer = 204;
    await other.command.said(/listens on/);

    expect(await stage.ask("schedules", "--url", other.url)).toMatchObject([
      { schedule: "yearly", next: "2028-02-29T02:00:00Z" },
    ]);
    await other.command.said(/"sweep":"monday".*report of a night delivered/);
    await night(other.url, "tuesday");
    await other.command.said(/"sweep":"tuesday".*report of a night delivered/);
    const { received } = receiver;
    // As often as it was not taken, with one id and the same bytes; and not again when it was.
    const sweeps = received.map(({ body }) => JSON.parse(body).data.sweep);
    expect(sweeps).toEqual([...Array(received.length - 1).fill("monday"), "tuesday"]);
    expect(new Set(received.slice(0, -1).map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
    expect(other.command.stderr.match(/"sweep":"monday".*report of a night delivered/g)).toHaveLength(1);
  }, 180_000);
});
