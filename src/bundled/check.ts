import { datasetOf } from "./data/dataset.ts";
import { describeData } from "./data/describe.ts";
import { readSamples } from "./data/readSamples.ts";
import { readOptions } from "./options.ts";
import { checkNames } from "./params/readParams.ts";

/**
 * `main.ts check OPTIONS [--param=NAME ...]`: what a trial of the search would find in its data, without training. `--param`: once for each parameter that
 * is searched.
 *
 * @throws SweepError `invalid` for data that it would refuse, and for parameters that the trainer does not know.
 */
export async function check(args: readonly string[]): Promise<void> {
  const isName = (arg: string) => arg.startsWith(SEARCHED);
  const options = readOptions(args.filter((arg) => !isName(arg)));
  const data = datasetOf(await readSamples(options.data, options), options.data, options, { replicate: 0 });
  console.log(describeData(data));
  checkNames(args.filter(isName).map((arg) => arg.slice(SEARCHED.length)));
}

const SEARCHED = "--param=";
