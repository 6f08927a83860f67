/** A sweep to begin with: every word of it is in docs/document.md. */
export const TEMPLATE = `apiVersion: macrosweep.dev/v1alpha1
kind: Sweep
metadata: { name: my-sweep }
spec:
  objective: { metric: macroF1, direction: maximize }
  parameters:
    - { name: loss, type: categorical, values: [cross_entropy, weighted_cross_entropy, focal] }
    - { name: focal_gamma, type: float, min: 0.5, max: 5, when: { loss: [focal] } }
    - { name: label_smoothing, type: float, min: 0, max: 0.3 }
    - { name: augmentation, type: float, min: 0, max: 1 }
    - { name: sampler, type: categorical, values: [shuffle, weighted, balanced] }
    - { name: learning_rate, type: float, min: 1.0e-4, max: 3.0e-2, scale: log }
  sampler: { name: auto, seed: 7 }
  pruner: { name: auto }
  budget: { trials: 100, parallel: 2, epochsPerTrial: 27 }
  confirm: { top: 3, seeds: 3 }
  # The trainer that comes with macrosweep, on a CSV where the agents run.
  # For a script of your own: command: [python3, train.py], and args.
  trainer: { data: data.csv, label: class }
`;
