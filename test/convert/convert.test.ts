import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDocument } from "../../src/controller/index.ts";
import { convert } from "../../src/convert/index.ts";
import { readYaml } from "../../src/yaml/readYaml.ts";
import { writeYaml } from "../../src/yaml/writeYaml.ts";

const documents = join(import.meta.dirname, "documents");

interface Shown {
  readonly spec: Record<string, never>;
  readonly metadata: object;
}

function dataOf(name: string): unknown {
  return readYaml(readFileSync(join(documents, name), "utf8"), name).data;
}

/** What comes of a document, read by the controller after it was written as YAML. */
function converted(name: string, hints = {}) {
  const { document, remarks } = convert(dataOf(name), hints);
  const { data } = readYaml(writeYaml(document), name);
  return {
    spec: readDocument(data),
    document: data as Shown,
    remarks: remarks.map(({ path, what }) => `${path}: ${what}`),
  };
}

/** The same with a part of it changed, by a text of the file. */
function changed(name: string, from: string | RegExp, to: string) {
  const text = readFileSync(join(documents, name), "utf8").replace(from, to);
  return convert(readYaml(text, name).data, { epochs: 9 });
}

describe("a Katib Experiment", () => {
  const { spec, document, remarks } = converted("katib-hyperband.yaml");

  it("keeps name, namespace, objective, budget and space", () => {
    expect(document.metadata).toEqual({ name: "beats-hyperband", namespace: "tuning" });
    expect(spec.objective).toEqual({ metric: "metrics.Validation-f1", direction: "maximize", goal: 0.9 });
    expect(spec.budget).toMatchObject({ trials: 12, parallel: 2, epochsPerTrial: 9, maxFailed: 2 });
    expect(document.spec.parameters).toEqual([
      { name: "lr", type: "float", min: 0.0001, max: 0.1, scale: "log" },
      { name: "num_layers", type: "int", min: 2, max: 5 },
      { name: "optimizer", type: "categorical", values: ["sgd", "adam", "ftrl"] },
    ]);
  });

  it("becomes hyperband over epochs, which its resource was", () => {
    expect(document.spec.sampler).toEqual({ name: "random" });
    expect(document.spec.pruner).toEqual({ name: "hyperband", reductionFactor: 3 });
  });

  it("runs the container's command with this document's placeholders", () => {
    expect(document.spec.trainer).toMatchObject({
      command: [
        "python3",
        "/opt/train.py",
        "--lr={{ params.lr }}",
        "--num-layers={{ params.num_layers }}",
        "--optimizer={{ params.optimizer }}",
        "--num-epochs={{ epochs }}",
        "--out=/tmp/{{ trial }}",
      ],
      env: { OMP_NUM_THREADS: "1" },
    });
  });

  it("says what has no counterpart, each at its place", () => {
    const container = "spec.trialTemplate.trialSpec.spec.template.spec.containers[0]";
    expect(remarks.map((line) => line.replace(/: .*/, ""))).toEqual([
      "spec.objective.goal",
      "spec.objective.additionalMetricNames",
      "spec.parameters[1]",
      "spec.parameters[3]",
      `${container}.image`,
      `${container}.env[1].valueFrom`,
      `${container}.resources`,
      "spec.resumePolicy",
    ]);
  });

  it("reads the median rule, seeds, discrete and normal parameters, and a file that two trials do not share", () => {
    const { document, remarks } = converted("katib-median-json.yaml", { epochs: 10 });
    expect(document.spec).toMatchObject({
      sampler: { name: "tpe", seed: 10, startupTrials: 12 },
      pruner: { name: "median", startupTrials: 1, warmupSteps: 2 },
      trainer: {
        command: expect.arrayContaining(["--log-path={{ checkpointDir }}/reports.json", "--batch={{ params.batch }}"]),
        reports: { file: "{{ checkpointDir }}/reports.json", format: "jsonl", value: "f1" },
      },
    });
    expect(document.spec.parameters[1]).toMatchObject({ distribution: "normal", mu: 0.7, min: 0.5, max: 0.9 });
    expect(document.spec.parameters[2]).toMatchObject({ values: [32, 64] });
    expect(remarks.join("\n")).toMatch(/"constant_liar" has no counterpart/);
    expect(remarks.join("\n")).toMatch(/pytorchReplicaSpecs.Worker: has no counterpart/);
  });

  it("asks for the epochs that Katib does not know", () => {
    expect(() => convert(dataOf("katib-median-json.yaml"))).toThrow(
      "say for how many epochs a full training goes with --epochs N",
    );
  });

  it.each([
    ["a search for architectures", /^spec:$/m, "spec:\n  nasConfig: {}", "nasConfig"],
    [
      "an algorithm of another kind",
      "algorithmName: hyperband",
      "algorithmName: pbt",
      'algorithmName: "pbt" has no counterpart',
    ],
    ["a space in words", 'min: "2"', 'min: "two"', 'spec.parameters[1].feasibleSpace.min: "two" must be a number'],
    ["a type that is none", "parameterType: int", "parameterType: whole", "parameterType"],
    [
      "a job without a command",
      /containers:[\s\S]*restartPolicy/,
      "containers: []\n            restartPolicy",
      "must have a container",
    ],
    ["no metric", "objectiveMetricName: Validation-f1", "goals: []", "spec.objective.objectiveMetricName: is missing"],
  ])("is refused with its place: %s", (_what, from, to, message) => {
    expect(() => changed("katib-hyperband.yaml", from, to)).toThrow(message);
  });

  it("takes the patterns of its own for a line, with the value alone as a group", () => {
    const pattern = "'{metricName: ([\\w|-]+), metricValue: ((-?\\d+)(\\.\\d+)?)}'";
    const collector = `metricsCollectorSpec: { source: { filter: { metricsFormat: [${pattern}] } }, collector: { kind: StdOut } }\n  algorithm:`;
    const { document } = changed("katib-hyperband.yaml", "algorithm:", collector) as unknown as { document: Shown };
    const { value } = (document.spec.trainer as { reports: { value: string } }).reports;
    expect(new RegExp(value).exec("{metricName: Validation-f1, metricValue: 0.25}")?.[1]).toBe("0.25");
  });
});

describe("a Kubeflow OptimizationJob", () => {
  it("becomes a sweep over the trainer's command", () => {
    const { document, remarks } = converted("optimization-job.yaml");
    expect(document.spec).toMatchObject({
      objective: { metric: "metrics.f1", goal: 0.99 },
      sampler: { name: "random", seed: 10 },
      budget: { trials: 10, parallel: 2, epochsPerTrial: 5, maxFailed: 3 },
      trainer: { command: ["python", "train.py", "--lr={{ params.lr }}", "--epochs={{ epochs }}"] },
    });
    expect(remarks.join("\n")).toMatch(/objectives\[1\].metric: latency has no counterpart/);
    expect(remarks.join("\n")).toMatch(/numNodes: 2 become one/);
    expect(remarks.join("\n")).toMatch(/runtimeRef: has no counterpart/);
  });

  it("hands its parameters over as its controller would where no argument names them", () => {
    const { document, remarks } = converted("optimization-job-env.yaml", { epochs: 3 });
    expect(document.spec).toMatchObject({
      sampler: { name: "tpe", startupTrials: 10, candidates: 24 },
      trainer: {
        env: {
          KUBEFLOW_OPT_LEARNING_RATE: "{{ params.learning_rate }}",
          KUBEFLOW_OPT_BATCH_SIZE: "{{ params.batch_size }}",
        },
      },
    });
    expect(remarks.join("\n")).toMatch(/searchAlgorithm.provider: has no counterpart/);
  });
});

describe("a W&B sweep", () => {
  const { document, remarks } = converted("wandb-bayes.yaml");

  it("keeps every distribution that a sweep has", () => {
    expect(document.spec.parameters).toMatchObject([
      { name: "learning_rate", min: 1e-4, max: 0.1, scale: "log" },
      { name: "dropout", type: "categorical" },
      { name: "width", type: "int", min: 16, max: 256 },
      { name: "smoothing", type: "float", min: 0, max: 0.3, step: 0.05 },
      { name: "augment", values: [true, false] },
      { name: "optimizer.name", values: ["sgd", "adam"] },
      { name: "optimizer.decay", min: expect.closeTo(1e-4, 6), max: expect.closeTo(0.1, 2), scale: "log" },
    ]);
  });

  it("keeps 0.0 a float in the text", () => {
    expect(writeYaml(convert(dataOf("wandb-bayes.yaml")).document)).toContain("- 0.0\n");
  });

  it("stops where its hyperband stopped", () => {
    expect(document.spec.pruner).toEqual({ name: "asha", minResource: 3, reductionFactor: 3 });
    expect(document.spec.budget).toEqual({ trials: 40, epochsPerTrial: 27 });
  });

  it("replaces the macros of its command", () => {
    expect(document.spec.trainer).toEqual({
      command: ["python", "train.py", "--data", "beats.csv"],
      args: [
        "--amp",
        "--epochs={{ epochs }}",
        "--learning_rate={{ params.learning_rate }}",
        "--dropout={{ params.dropout }}",
        "--width={{ params.width }}",
        "--smoothing={{ params.smoothing }}",
        { when: { augment: [true] }, args: ["--augment"] },
        "--optimizer.name={{ params.optimizer.name }}",
        "--optimizer.decay={{ params.optimizer.decay }}",
      ],
    });
  });

  it("says what has no counterpart", () => {
    expect(remarks.map((line) => line.replace(/: .*/, "")).toSorted()).toEqual(
      [
        "entity",
        "name",
        "parallel",
        "parameters.optimizer.parameters",
        "parameters.optimizer.parameters.name.probabilities",
        "program",
        "project",
      ].toSorted(),
    );
  });

  it("has as many trials as its grid has points, epochs aside", () => {
    const { document } = converted("wandb-grid.yaml");
    expect(document.spec).toMatchObject({
      budget: { trials: 6, epochsPerTrial: 15 },
      objective: { direction: "minimize" },
    });
  });

  it.each([
    [
      "a distribution that a sweep lacks",
      "distribution: q_uniform",
      "distribution: beta",
      "parameters.smoothing.distribution",
    ],
    ["a macro that hands over a file", "args_no_boolean_flags", "args_json_file", "command[5]"],
    ["another rule to stop", "type: hyperband", "type: envelope", "early_terminate.type"],
    ["a method that is none", "method: bayes", "method: custom", "method"],
  ])("is refused with its place: %s", (_what, from, to, message) => {
    expect(() => changed("wandb-bayes.yaml", from, to)).toThrow(message);
  });
});

it.each([[{ kind: "Sweep" }], [{ kind: "Job" }], [null], ["a text"], [[]], [{ parameters: {} }]])(
  "refuses what is none of the three: %j",
  (raw) => {
    expect(() => convert(raw)).toThrow(/kind: /);
  },
);
