// The search in your own process, without a server: a small classifier on a set of which one row in twenty is "rare".
//   npm run build && node examples/library.js             (a second)
import { optimize } from "@macrosweep/search";

const EPOCHS = 9;
const rows = Array.from({ length: 1_000 }, (_, i) => row(i));
const [train, validation] = [rows.slice(0, 700), rows.slice(700)];

const { best, trials } = await optimize({
  space: [
    { name: "rate", type: "float", min: 1e-4, max: 1, scale: "log" },
    { name: "rareWeight", type: "float", min: 1, max: 50, scale: "log", prior: { center: 5 } },
  ],
  steps: EPOCHS,
  trials: 40,
  objective: ({ params, report, signal }) => {
    const weights = [0, 0, 0];
    let scores = { macroF1: 0, recall: 0 };
    for (let epoch = 1; epoch <= EPOCHS && !signal.aborted; epoch++) {
      for (const one of train) learn(weights, one, params);
      scores = score(weights);
      report(epoch, scores.macroF1, undefined, missing(scores));
    }
    return { value: scores.macroF1, violation: missing(scores) };
  },
});

const pruned = trials.filter(({ state }) => state === "pruned").length;
console.log(`best of ${trials.length} (${pruned} pruned): macro-F1 ${best.value.toFixed(3)} with`, best.params);

/** At least 7 of 10 rare rows are to be found. */
function missing({ recall }) {
  return Math.max(0, 0.7 - recall);
}

/** Two features that lie higher for the rare class; the same rows at every start. */
function row(i) {
  const rare = i % 20 === 0;
  const noise = (k) => 2 * (((i + 1) * k) % 1) - 1;
  return { rare, x: [1, noise(0.6180339887) + (rare ? 0.9 : 0), noise(0.7548776662) + (rare ? 0.9 : 0)] };
}

function predict(weights, { x }) {
  return 1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + value * weights[i], 0)));
}

function learn(weights, one, { rate, rareWeight }) {
  const step = rate * (one.rare ? rareWeight : 1) * (Number(one.rare) - predict(weights, one));
  one.x.forEach((value, i) => {
    weights[i] += step * value;
  });
}

function score(weights) {
  const count = (rare, found) => {
    return validation.filter((one) => one.rare === rare && predict(weights, one) > 0.5 === found).length;
  };
  const [hits, misses, alarms, rest] = [count(true, true), count(true, false), count(false, true), count(false, false)];
  const f1 = (right) => (2 * right) / (2 * right + misses + alarms);
  return { macroF1: (f1(hits) + f1(rest)) / 2, recall: hits / (hits + misses) };
}
