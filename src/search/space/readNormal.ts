import type { Fields, OtherWords } from "../../fields.ts";
import { normalCdf } from "../chance/normalCdf.ts";
import type { Distribution, FloatParameter } from "./parameter.ts";
import { readNumber } from "./readNumber.ts";

const KINDS = ["normal", "logNormal"] as const;

const OTHER_WORDS: OtherWords<(typeof KINDS)[number]> = {
  gaussian: "normal",
  lognormal: "logNormal",
  log_normal: "logNormal",
  "log-normal": "logNormal",
};

// What lies further out comes once in 16,000 draws.
const SIGMAS = 4;
// A range far out in a tail is no range of this distribution.
const LEAST_MASS = 0.001;

/** Reads a float with `distribution: normal` or `logNormal`, `mu` and `sigma`; `min` and `max` cut it off, at four sigma where they are left out. */
export function readNormal(name: string, fields: Fields): FloatParameter {
  const kind = readDistribution(fields);
  const mu = readNumber(fields, "mu");
  const sigma = readWidth(fields);
  for (const key of ["scale", "step"]) {
    if (fields.raw(key) !== undefined) fields.mistake(key, fields.raw(key), "cannot stand with a distribution");
  }
  const usual = (sigmas: number) => (kind === "logNormal" ? Math.exp(mu + sigmas * sigma) : mu + sigmas * sigma);
  const min = fields.raw("min") === undefined ? usual(-SIGMAS) : readNumber(fields, "min");
  const max = fields.raw("max") === undefined ? usual(SIGMAS) : readNumber(fields, "max");
  checkEnds({ kind, mu, sigma }, min, max, fields);
  const scale = kind === "logNormal" ? "log" : "linear";
  return { type: "float", name, min, max, scale, step: null, when: {}, distribution: { kind, mu, sigma } };
}

// NaN after a mistake: of its ends nothing can be said.
function readWidth(fields: Fields): number {
  const sigma = readNumber(fields, "sigma");
  if (!(sigma <= 0)) return sigma;
  fields.mistake("sigma", sigma, "must be above 0");
  return Number.NaN;
}

function readDistribution(fields: Fields): Distribution["kind"] {
  const raw = fields.raw("distribution");
  if (typeof raw === "string" && /uniform/i.test(raw)) {
    const instead = /log/i.test(raw) ? "write scale: log, min and max instead" : "leave it out: a range is uniform";
    fields.mistake("distribution", raw, `must be "normal" or "logNormal"; ${instead}`);
    return "normal";
  }
  return fields.choice("distribution", KINDS, undefined, OTHER_WORDS);
}

function checkEnds({ kind, mu, sigma }: Distribution, min: number, max: number, fields: Fields): void {
  if (min >= max) return fields.mistake("min", min, `must be less than max, which is ${max}`);
  if (max - min === Number.POSITIVE_INFINITY) return fields.mistake("sigma", sigma, "is too wide");
  if (kind === "logNormal" && min <= 0) return fields.mistake("min", min, "must be above 0 for a logNormal");
  const z = (end: number) => ((kind === "logNormal" ? Math.log(end) : end) - mu) / sigma;
  const mass = normalCdf(z(max)) - normalCdf(z(min));
  if (mass < LEAST_MASS) fields.mistake("min", min, `and max hold less than ${LEAST_MASS} of the distribution`);
}
