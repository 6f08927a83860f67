import type { Stage } from "../e2e/stage.ts";

/** What runs where a page takes it for its own, and what turns the text around it. */
export const HOSTILE = {
  script: `<script>alert("x")</script>`,
  image: `<img src=x onerror=alert(1)>`,
  turned: "safe\u202Egnp.exe",
  coloured: "\u001b[31mred\u001b[0m\u001b]8;;http://evil.example\u0007link\u001b]8;;\u0007",
} as const;

// Says every one of them where a trainer may say something: names of classes, a reason; its params have the others.
const TRAINER = `
const { params, epochs, trial } = JSON.parse(process.env.MACROSWEEP_TRIAL);
const classes = ${JSON.stringify([HOSTILE.script, HOSTILE.turned, HOSTILE.image])};
// Before its first report, so that nobody can stop it before it has said so.
if (trial === 2) {
  console.error(${JSON.stringify(`${HOSTILE.coloured} ${HOSTILE.image}`)});
  process.exit(3);
}
for (let epoch = 1; epoch <= epochs; epoch++) {
  const right = Math.min(40, 10 + 2 * epoch + Math.round(10 * params.rate));
  const confusion = [[right, 40 - right, 0], [40 - right, right, 0], [2, 2, trial % 2]];
  console.log("@macrosweep " + JSON.stringify({ epoch, confusion, classes }));
}
`;

/** Writes a sweep whose values, classes and reasons are hostile; returns the path of its document. */
export function writeHostileSweep(stage: Stage, name: string): string {
  stage.write("hostile.js", TRAINER);
  const document = {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name, labels: { team: "night", "macrosweep.dev/series": "nightly" } },
    spec: {
      parameters: [
        { name: "loss", type: "categorical", values: Object.values(HOSTILE) },
        { name: "rate", type: "float", min: 0, max: 1 },
        { name: "gamma", type: "float", min: 0, max: 1, when: { loss: [HOSTILE.script] } },
      ],
      sampler: { name: "random", seed: 3 },
      pruner: { name: "asha", minResource: 1, reductionFactor: 2 },
      budget: { trials: 12, parallel: 2, epochsPerTrial: 8 },
      confirm: { top: 2, seeds: 2 },
      // One of the two is compared with what is in production.
      ...(name === "day" ? { baseline: { params: { loss: HOSTILE.turned, rate: 0.5 } } } : {}),
      trainer: { command: [process.execPath, "hostile.js"] },
    },
  };
  return stage.write(`${name}.yaml`, JSON.stringify(document));
}
