import { credentials, type ServiceError, status } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HealthClient } from "../../src/gen/grpc/health/v1/health.ts";
import {
  TrialStatus_TrialConditionType as Condition,
  type Experiment,
  type FeasibleSpace,
  GetSuggestionsRequest,
  ObjectiveType,
  ParameterType,
  SuggestionClient,
  type Trial,
} from "../../src/gen/katib/v1beta1/suggestion.ts";
import { openStage } from "../e2e/stage.ts";

// As Katib asks: the whole experiment with each question.

const stage = openStage(afterAll);
let client: SuggestionClient;
let health: HealthClient;

beforeAll(async () => {
  const command = stage.start("katib-suggestion", "--listen", "127.0.0.1:0");
  const [, address = ""] = await command.said(/Suggestions for Katib on (\S+)/);
  client = new SuggestionClient(address, credentials.createInsecure());
  health = new HealthClient(address, credentials.createInsecure());
});

afterAll(() => {
  client.close();
  health.close();
});

function parameter(name: string, parameterType: ParameterType, space: Partial<FeasibleSpace>) {
  return { name, parameterType, feasibleSpace: { max: "", min: "", list: [], step: "", ...space } };
}

const PARAMETERS = [
  parameter("lr", ParameterType.DOUBLE, { min: "0.0", max: "1.0" }),
  parameter("layers", ParameterType.INT, { min: "1", max: "8" }),
  parameter("batch", ParameterType.DISCRETE, { list: ["16.0", "32.0", "64.0"] }),
  parameter("optimizer", ParameterType.CATEGORICAL, { list: ["sgd", "adam", "ftrl"] }),
];

function experiment(settings: Readonly<Record<string, string>> = {}, parameters = PARAMETERS): Experiment {
  const algorithmSettings = Object.entries(settings).map(([name, value]) => ({ name, value }));
  return {
    name: "beats",
    spec: {
      parameterSpecs: { parameters },
      objective: { type: ObjectiveType.MINIMIZE, objectiveMetricName: "loss" },
      algorithm: { algorithmName: "macrosweep", algorithmSettings },
      maxTrialCount: 60,
      nasConfig: undefined,
    },
  };
}

type Assignments = Readonly<Record<string, string>>;

function ask(asked: Experiment, trials: readonly Trial[], wanted: number, total: number): Promise<Assignments[]> {
  return new Promise((resolve, reject) => {
    const request = { experiment: asked, trials: [...trials], currentRequestNumber: wanted, totalRequestNumber: total };
    client.getSuggestions(request, (error, reply) => {
      if (error !== null) return reject(error);
      resolve(
        reply.parameterAssignments.map(({ assignments }) => {
          return Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
        }),
      );
    });
  });
}

function trial(params: Assignments, condition: Condition, loss?: number): Trial {
  const assignments = Object.entries(params).map(([name, value]) => ({ name, value }));
  return {
    name: "beats-1",
    spec: { parameterAssignments: { assignments } },
    status: { condition, observation: { metrics: loss === undefined ? [] : [{ name: "loss", value: String(loss) }] } },
  };
}

function lossOf({ lr, layers, batch, optimizer }: Assignments): number {
  const wrong = (optimizer === "adam" ? 0 : 0.3) + (batch === "32.0" ? 0 : 0.2);
  return (Number(lr) - 0.3) ** 2 + ((Number(layers) - 5) / 8) ** 2 + wrong;
}

describe("katib-suggestion", () => {
  it("speaks as Katib does on its wire", () => {
    const request = {
      experiment: { name: "a", spec: undefined },
      trials: [],
      currentRequestNumber: 2,
      totalRequestNumber: 5,
    };
    expect(Buffer.from(GetSuggestionsRequest.encode(request).finish()).toString("hex")).toBe("0a030a016120022805");
  });

  it("says to a kubelet that it serves", async () => {
    const said = await new Promise((resolve, reject) => {
      health.check({ service: "manager.v1beta1.Suggestion" }, (error, answer) =>
        error ? reject(error) : resolve(answer),
      );
    });
    expect(said).toEqual({ status: "SERVING" });
  });

  it("finds what Katib's trials say is good, three at a time, better than its random sampler", async () => {
    const best = async (sampler: string) => {
      const done: Assignments[] = [];
      while (done.length < 45) {
        const known = done.map((params) => trial(params, Condition.SUCCEEDED, lossOf(params)));
        done.push(...(await ask(experiment({ sampler }), known, 3, done.length + 3)));
      }
      return Math.min(...done.map(lossOf));
    };
    const [auto, random] = [await best("auto"), await best("random")];
    expect(auto).toBeLessThan(0.02);
    expect(auto).toBeLessThan(random);
  });

  it("writes values as the experiment does, within its ranges", async () => {
    for (const { lr, layers, batch, optimizer } of await ask(experiment(), [], 20, 20)) {
      expect(Number(lr)).toBeGreaterThanOrEqual(0);
      expect(Number(lr)).toBeLessThanOrEqual(1);
      expect(["1", "2", "3", "4", "5", "6", "7", "8"]).toContain(layers);
      expect(["16.0", "32.0", "64.0"]).toContain(batch);
      expect(["sgd", "adam", "ftrl"]).toContain(optimizer);
    }
  });

  it("answers the same question the same, and what is on its way comes no second time", async () => {
    const first = await ask(experiment(), [], 3, 3);
    expect(await ask(experiment(), [], 3, 3)).toEqual(first);
    const more = await ask(experiment(), [], 2, 5);
    for (const params of more) expect(first).not.toContainEqual(params);
    // The same when they have become trials that run.
    const running = first.map((params) => trial(params, Condition.RUNNING));
    expect(await ask(experiment(), running, 2, 5)).toEqual(more);
  });

  it("learns nothing from what has failed, was killed, or says no number", async () => {
    const [params = {}] = await ask(experiment(), [], 1, 1);
    const trials = [
      trial(params, Condition.FAILED),
      trial(params, Condition.KILLED),
      trial(params, Condition.METRICSUNAVAILABLE),
      trial(params, Condition.SUCCEEDED, Number.NaN),
      trial({ ...params, lr: "17" }, Condition.SUCCEEDED, 0),
    ];
    expect(await ask(experiment(), trials, 2, 7)).toHaveLength(2);
  });

  it("ends where a grid does", async () => {
    const grid = experiment({ sampler: "grid" }, [parameter("a", ParameterType.CATEGORICAL, { list: ["x", "y"] })]);
    expect((await ask(grid, [], 2, 2)).map(({ a }) => a).sort()).toEqual(["x", "y"]);
    await expect(ask(grid, [], 3, 3)).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  });
});

describe("an experiment that cannot be searched is refused before it begins", () => {
  const validate = (asked: Experiment) =>
    new Promise<ServiceError | null>((resolve) =>
      client.validateAlgorithmSettings({ experiment: asked }, (error) => resolve(error)),
    );

  it("takes one that can", async () => {
    expect(await validate(experiment({ sampler: "tpe", random_state: "7" }))).toBe(null);
  });

  it.each<[string, Experiment]>([
    ["parameters: are missing", experiment({}, [])],
    ["options.sampler.name", experiment({ sampler: "psychic" })],
    ["algorithmSettings.popsize: is not known", experiment({ popsize: "3" })],
    ['algorithmSettings.random_state: "many" must be a whole number', experiment({ random_state: "many" })],
    [
      'parameters.lr.feasibleSpace.min: "low" must be a number',
      experiment({}, [parameter("lr", ParameterType.DOUBLE, { min: "low", max: "1" })]),
    ],
    ["parameters.lr.parameterType", experiment({}, [parameter("lr", ParameterType.UNKNOWN_TYPE, {})])],
    ["options.space[0]", experiment({}, [parameter("lr", ParameterType.DOUBLE, { min: "2", max: "1" })])],
    [
      "nasConfig: is a search for architectures",
      { name: "a", spec: { ...experiment().spec, nasConfig: {} } as Experiment["spec"] },
    ],
  ])("%s", async (words, asked) => {
    const error = await validate(asked);
    expect(error).toMatchObject({ code: status.INVALID_ARGUMENT });
    expect(error?.details).toContain(words);
  });
});
