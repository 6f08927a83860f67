import { Ajv } from "ajv";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Controller, startController } from "../../../../src/controller/index.ts";
import { Outcome } from "../../../../src/gen/macrosweep/v1/agent.ts";
import { temporaryFolder } from "../../../agent/scene.ts";
import { RawAgent } from "../../rpc/rawAgent.ts";
import { submitTo, sweepDocument } from "../../rpc/stage.ts";
import { otlpSchema } from "./otlpSchema.ts";
import { openSink, readAttributes } from "./sink.ts";

const isOtlp = new Ajv({ strictTypes: false }).compile(otlpSchema);

async function started(endpoint: string): Promise<{ controller: Controller; worker: RawAgent }> {
  const otlp = { endpoint, headers: { "x-key": "of-the-sink" } };
  const controller = await startController({
    state: temporaryFolder(),
    listen: "127.0.0.1:0",
    http: "127.0.0.1:0",
    otlp,
  });
  const worker = new RawAgent(controller.address);
  worker.hello("box");
  onTestFinished(async () => {
    worker.close();
    await controller.stop();
  });
  return { controller, worker };
}

describe("the traces of a controller", () => {
  it("show the way of a trial: a span of its own, one for each attempt, and the reports in them", async () => {
    const sink = await openSink();
    const { controller, worker } = await started(sink.endpoint);
    const strict = { pruner: { name: "threshold", bounds: [{ step: 2, lower: 0.9 }] } };
    await submitTo(controller, sweepDocument({ parallel: 1, trials: 1, epochsPerTrial: 3 }, strict));
    worker.credit(1);
    const { lease } = await worker.assigned();
    worker.report(lease, 1, 0.5);
    worker.report(lease, 2, 0.6);
    await worker.next("stop");
    await controller.stop();

    expect(sink.posted.map(({ path }) => path)).toEqual(["/v1/traces"]);
    expect(sink.posted[0]?.headers).toMatchObject({ "content-type": "application/json", "x-key": "of-the-sink" });
    expect([isOtlp(sink.posted[0]?.body), isOtlp.errors]).toEqual([true, null]);
    const [attempt, trial] = sink.spans();
    expect(trial).toMatchObject({ name: "trial 0", status: { code: 1 } });
    expect(readAttributes(trial.attributes)).toMatchObject({
      "macrosweep.sweep": "small",
      state: "pruned",
      attempts: 1,
    });
    expect(trial.events.map(({ name }: { name: string }) => name)).toEqual(["suggested", "pruned"]);
    expect(attempt).toMatchObject({ name: "attempt 1", traceId: trial.traceId, parentSpanId: trial.spanId });
    expect(readAttributes(attempt.attributes)).toMatchObject({ "macrosweep.agent": "box", why: "stopped" });
    const reports = attempt.events.map(({ attributes }: { attributes: [] }) => readAttributes(attributes));
    expect(reports).toMatchObject([
      { step: 1, value: 0.5 },
      { step: 2, verdict: expect.stringContaining("0.9") },
    ]);
    expect(trial.startTimeUnixNano).toBe(attempt.startTimeUnixNano);
  });

  it("call an attempt that was given back no error, and a trial that failed one", async () => {
    const sink = await openSink();
    const { controller, worker } = await started(sink.endpoint);
    await submitTo(controller, sweepDocument({ parallel: 1, trials: 1 }));
    worker.credit(1);
    const { lease } = await worker.assigned();
    worker.say({ $case: "finish", finish: { lease, seq: 1, outcome: Outcome.PREEMPTED, reason: "goes away" } });
    worker.credit(1);
    const again = (await worker.assigned()).lease;
    worker.say({
      $case: "finish",
      finish: { lease: again, seq: 1, outcome: Outcome.FAILED, reason: "exit code 1:\nsecret" },
    });
    await worker.next("ack");
    await worker.next("ack");
    await controller.stop();
    const [first, second, trial] = sink.spans();
    expect(first).toMatchObject({ name: "attempt 1", status: { code: 1 } });
    expect(second).toMatchObject({ name: "attempt 2", traceId: first.traceId });
    expect(trial.status).toEqual({ code: 2, message: "exit code 1:" });
    expect(JSON.stringify(sink.posted)).not.toContain("secret");
  });
});

it("an endpoint that is no URL is refused, and nothing of it is told", async () => {
  const start = startController({
    state: temporaryFolder(),
    listen: "127.0.0.1:0",
    otlp: { endpoint: "ftp://me:pass@x" },
  });
  await expect(start).rejects.toThrow(
    "otlp: must be the URL of a sink of OpenTelemetry, such as http://127.0.0.1:4318",
  );
});
