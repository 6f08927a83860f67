import type { Measured } from "../../src/metrics/metric.ts";
import type { Params } from "../../src/search/space/parameter.ts";
import { EPOCHS, ServedTrainer } from "./served.ts";

/** One training, an epoch at a time. */
export interface Training {
  /** Macro-F1 on the validation set after one more epoch; at most EPOCHS times. */
  next(): Promise<Measured>;
  /** No more epochs: the trainer is free for another training. */
  end(): Promise<void>;
}

/** What a full training came to: its curve on the validation set, and macro-F1 on the test set. */
export interface FullTraining {
  /** Epochs from 1 on and macro-F1 on the validation set after them. */
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** Standard error of the last value over samples; null where counts give none. */
  readonly error: number | null;
  readonly test: number;
}

/** What is known of the training of some params with some seed: it is the same however often it is asked for. */
interface Memory {
  readonly epochs: Measured[];
  test: number | null;
}

/**
 * Trainings of one data set, by as many served trainers as are under way at once. A training is a pure function of its params and its seed, so what
 * was trained once, by whichever search, is remembered and not trained again.
 */
export class Trainings {
  readonly #start: () => ServedTrainer;
  readonly #idle: ServedTrainer[] = [];
  readonly #memories = new Map<string, Memory>();

  constructor(python: string, tasks: string, data: string) {
    this.#start = () => new ServedTrainer(python, tasks, data);
  }

  begin(params: Params, seed: number): Training {
    const memory = this.#memoryOf(params, seed);
    let epoch = 0;
    let live: ServedTrainer | null = null;

    // From its beginning, through the epochs that are known already, to the one after them.
    const catchUp = async (trainer: ServedTrainer): Promise<Measured> => {
      let measured = await trainer.start(params, seed);
      for (let known = 0; known < epoch; known++) measured = await trainer.goOn();
      return measured;
    };

    return {
      next: async () => {
        const known = memory.epochs[epoch];
        if (live === null && known !== undefined) {
          epoch++;
          return known;
        }
        const before = live;
        live ??= this.#idle.pop() ?? this.#start();
        const measured = await (before === null ? catchUp(live) : live.goOn());
        memory.epochs[epoch++] = measured;
        return measured;
      },
      end: async () => {
        if (live === null) return;
        const test = await live.stop();
        if (epoch === EPOCHS) memory.test = test;
        this.#idle.push(live);
        live = null;
      },
    };
  }

  /** Trains all the epochs. */
  async train(params: Params, seed: number): Promise<FullTraining> {
    const training = this.begin(params, seed);
    const measured: Measured[] = [];
    for (let epoch = 1; epoch <= EPOCHS; epoch++) measured.push(await training.next());
    await training.end();
    const { test } = this.#memoryOf(params, seed);
    if (test === null) throw new Error("a full training ended without its test");
    const values = measured.map(({ value }) => value);
    return { steps: values.map((_, i) => i + 1), values, error: measured[EPOCHS - 1].error, test };
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.map((trainer) => trainer.close()));
  }

  #memoryOf(params: Params, seed: number): Memory {
    const key = JSON.stringify([params, seed]);
    const memory = this.#memories.get(key) ?? { epochs: [], test: null };
    this.#memories.set(key, memory);
    return memory;
  }
}
