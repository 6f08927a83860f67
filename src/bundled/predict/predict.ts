import { once } from "node:events";
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { parseArgs } from "node:util";
import { SweepError } from "../../error.ts";
import { startBackend } from "../backend/backend.ts";
import { readNpy } from "../data/npy.ts";
import { rowsOf, type Written } from "./rowsOf.ts";
import { type About, openModel, type SavedModel } from "./savedModel.ts";

// Values that go through the network at a time.
const AT_A_TIME = 1 << 18;

/**
 * `main.ts predict --model DIR --rows FILE [--encoding E] [--decimal comma] [--json]`: the class of each row and the probabilities of all classes, as CSV (or JSON lines) on
 * stdout, in the order of the rows.
 *
 * @throws SweepError `invalid` for a folder without a model, and for rows that it cannot take.
 */
export async function predict(args: readonly string[]): Promise<void> {
  const { model, rows, encoding, decimal, json = false } = parse(args);
  // Whoever reads has seen enough.
  process.stdout.on("error", () => process.exit());
  // Only what people ask for belongs to the output.
  await startBackend(() => {});
  const saved = await openModel(model);
  const { classes } = saved.about;
  const lineOf = json ? jsonLine(classes) : csvLine;
  if (!json) await print([csvLine(["prediction", ...classes.map((name) => `probability:${name}`)])]);
  const written = {
    encoding: encoding ?? saved.about.encoding ?? null,
    comma: (decimal ?? saved.about.decimal) === "comma",
  };
  const pieces = piecesOf(rows, saved.about, written);
  let row = 0;
  for await (const inputs of pieces) {
    await print(predictionsOf(saved, inputs, row).map(lineOf));
    row += inputs.length / sizeOf(saved.about);
  }
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = { model: text, rows: text, encoding: text, decimal: text, json: { type: "boolean" } } as const;
  try {
    const { model, rows, ...written } = parseArgs({ args: [...args], options }).values;
    if (model !== undefined && rows !== undefined) return { model, rows, ...written };
  } catch (cause) {
    throw new SweepError("invalid", cause instanceof Error ? cause.message : String(cause), { cause });
  }
  throw new SweepError("invalid", "--model DIR and --rows FILE are needed");
}

/** Of a table, or of the samples of a .npy file. */
async function* piecesOf(path: string, about: About, written: Written): AsyncGenerator<Float64Array> {
  try {
    if (about.columns !== null) return yield* rowsOf(path, about.columns, written);
    yield samplesOf(path, about);
  } catch (cause) {
    if (cause instanceof SweepError || !(cause instanceof Error && "syscall" in cause)) throw cause;
    throw new SweepError("invalid", `cannot read ${path}: ${cause.message}`, { cause });
  }
}

function samplesOf(path: string, { shape }: About): Float64Array {
  if (extname(path).toLowerCase() !== ".npy") {
    throw new SweepError(
      "invalid",
      `${path}: the model was trained on arrays; it needs a .npy file of shape (rows, ${shape.join(", ")})`,
    );
  }
  const samples = readNpy(readFileSync(path), path);
  const size = shape.reduce((product, length) => product * length, 1);
  const [rows = 0] = samples.shape;
  if (!ArrayBuffer.isView(samples.values) || samples.values.length !== rows * size) {
    throw new SweepError(
      "invalid",
      `${path}: has shape (${samples.shape.join(", ")}), must be numbers of (rows, ${shape.join(", ")})`,
    );
  }
  return Float64Array.from(samples.values);
}

/** A line for each row. */
function predictionsOf({ about, probabilities }: SavedModel, inputs: Float64Array, firstRow: number): string[][] {
  const size = sizeOf(about);
  const step = Math.max(1, Math.floor(AT_A_TIME / size)) * size;
  const lines: string[][] = [];
  for (let from = 0; from < inputs.length; from += step) {
    const some = scaled(inputs.subarray(from, from + step), about, firstRow + from / size);
    const found = probabilities(some, some.length / size);
    for (let at = 0; at < found.length; at += about.classes.length) {
      const ofRow = [...found.subarray(at, at + about.classes.length)];
      lines.push([about.classes[ofRow.indexOf(Math.max(...ofRow))], ...ofRow.map(String)]);
    }
  }
  return lines;
}

function scaled(inputs: Float64Array, { medians, means, deviations, clip }: About, firstRow: number): Float32Array {
  const channels = means.length;
  return Float32Array.from(inputs, (value, at) => {
    const channel = at % channels;
    const filled = Number.isNaN(value) ? medians[channel] : value;
    if (filled === null)
      throw new SweepError("invalid", `sample ${firstRow + 1} or later: is missing what has no median`);
    return Math.min(clip, Math.max(-clip, (filled - means[channel]) / deviations[channel]));
  });
}

function sizeOf({ shape }: About): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Waits where whoever reads is slower. */
async function print(lines: readonly string[]): Promise<void> {
  if (!process.stdout.write(lines.join(""))) await once(process.stdout, "drain");
}

function csvLine(fields: readonly string[]): string {
  return `${fields.map(quoted).join(",")}\n`;
}

function jsonLine(classes: readonly string[]) {
  return ([prediction, ...found]: readonly string[]) => {
    const probabilities = Object.fromEntries(classes.map((name, at) => [name, Number(found[at])]));
    return `${JSON.stringify({ prediction, probabilities })}\n`;
  };
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
