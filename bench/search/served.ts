import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Counts } from "../../src/metrics/counts.ts";
import { type Measured, measure, readMetric } from "../../src/metrics/metric.ts";

export const EPOCHS = 27;

const macroF1 = readMetric("macroF1");

/** What became of one training: epochs trained, and macro-F1 on the test set. */
interface Trained {
  readonly epochs: number;
  readonly test: number;
}

/** A user's train.py that stays up (`--serve`), so that a search does not pay a process start a trial. */
export class ServedTrainer {
  readonly #process;
  readonly #lines;

  constructor(python: string, tasks: string, data: string) {
    const args = [`${tasks}/train.py`, "--data", `${tasks}/data/${data}.csv`, "--serve"];
    this.#process = spawn(python, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Trains once; `goesOn` hears macro-F1 on the validation set after each epoch and says whether to train another. */
  async train(params: object, seed: number, goesOn: (epoch: number, measured: Measured) => boolean): Promise<Trained> {
    this.#write(JSON.stringify({ params, seed, epochs: EPOCHS }));
    for (;;) {
      const said = await this.#read();
      if (said.test !== undefined) return { epochs: said.epochs, test: measureCounts(said.test.confusion).value };
      this.#write(goesOn(said.epoch, measureCounts(said.confusion)) ? "continue" : "stop");
    }
  }

  async close(): Promise<void> {
    this.#process.stdin.end();
    await once(this.#process, "exit");
  }

  #write(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  async #read() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("train.py ended before its answer");
    return JSON.parse(value);
  }
}

function measureCounts(confusion: number[][]): Measured {
  const counts: Counts = { kind: "confusion", classes: confusion.length, cells: confusion.flat() };
  return measure(macroF1, { counts, classes: [], scalars: {}, value: null });
}
