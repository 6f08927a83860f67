import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Counts } from "../../src/metrics/counts.ts";
import { type Measured, measure, readMetric } from "../../src/metrics/metric.ts";
import type { Params } from "../../src/search/space/parameter.ts";

/** Epochs of a full training. */
export const EPOCHS = 27;

const macroF1 = readMetric("macroF1");

/** A user's train.py that stays up (`--serve`), so that a search does not pay a process start a trial. It trains one thing at a time. */
export class ServedTrainer {
  readonly #process;
  readonly #lines;

  constructor(python: string, tasks: string, data: string) {
    const args = [`${tasks}/train.py`, "--data", `${tasks}/data/${data}.csv`, "--serve"];
    this.#process = spawn(python, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Begins a training and gives macro-F1 on the validation set after its first epoch. */
  start(params: Params, seed: number): Promise<Measured> {
    return this.#epochAfter(JSON.stringify({ params, seed, epochs: EPOCHS }));
  }

  /** Trains one more epoch; not after the last one. */
  goOn(): Promise<Measured> {
    return this.#epochAfter("continue");
  }

  /** Ends the training where it stands and gives macro-F1 on the test set. */
  async stop(): Promise<number> {
    const { test } = await this.#answerTo("stop");
    return measureCounts(test.confusion).value;
  }

  async close(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.stdin.end();
    await ended;
  }

  async #epochAfter(line: string): Promise<Measured> {
    const { confusion } = await this.#answerTo(line);
    return measureCounts(confusion);
  }

  async #answerTo(line: string) {
    this.#process.stdin.write(`${line}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("train.py ended before its answer");
    return JSON.parse(value);
  }
}

function measureCounts(confusion: number[][]): Measured {
  const counts: Counts = { kind: "confusion", classes: confusion.length, cells: confusion.flat() };
  return measure(macroF1, { counts, classes: [], scalars: {}, value: null });
}
