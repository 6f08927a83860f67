import type { Source } from "./source.ts";

interface Collected {
  /** `spec.trainer.reports`; null: nothing reads what the script says. */
  readonly reports: object | null;
  /** A path of the trial's pod, and where it lies here: two trials of a machine must not share it. */
  readonly moved: readonly [from: string, to: string] | null;
}

/** Reads `metricsCollectorSpec`: where the objective `metric` is found. */
export function readCollector(spec: Source, metric: string): Collected {
  const collector = spec.child("collector");
  const kind = collector.text("kind") ?? "StdOut";
  const source = spec.child("source");
  const file = source.child("fileSystemPath");
  const path = file.text("path") ?? "";
  file.raw("kind");
  const format = file.text("format") ?? "TEXT";
  const value = pattern(source.child("filter"), metric);
  const collected = collect();
  if (kind !== "Custom") collector.end();
  spec.end();
  return collected;

  function collect(): Collected {
    switch (kind) {
      case "StdOut":
        return { reports: { value }, moved: null };
      case "TensorFlowEvent":
        return {
          reports: { tensorboard: "{{ checkpointDir }}/events/**", value: metric },
          moved: [path, "{{ checkpointDir }}/events"],
        };
      case "File":
        if (format === "JSON")
          return {
            reports: { file: "{{ checkpointDir }}/reports.json", format: "jsonl", value: metric },
            moved: [path, "{{ checkpointDir }}/reports.json"],
          };
        spec.remark(
          "source",
          `lines of ${path} have no counterpart: let the script print them, and spec.trainer.reports finds them there`,
        );
        return { reports: { value }, moved: null };
      default:
        collector.remark(
          "kind",
          `${kind} has no counterpart: let the script print @macrosweep lines, or name in spec.trainer.reports where they stand`,
        );
        return { reports: null, moved: null };
    }
  }
}

// As Katib reads a line by default: name=value.
function pattern(filter: Source, metric: string): string {
  const name = metric.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const [format, ...others] = filter.list("metricsFormat").map(String);
  if (others.length > 0) filter.remark("metricsFormat", "only the first pattern is read");
  if (format === undefined) return `(?:^|[^\\w-])${name}\\s*=\\s*([-+]?\\d*\\.?\\d+(?:[eE][-+]?\\d+)?)`;
  // The first group is the name, the second the value; what is nested in it is no group of its own here.
  let group = 0;
  return format.replace(/\(([^()]*)\)/, `(?:${name})`).replace(/\((?!\?)/g, () => (group++ === 0 ? "(" : "(?:"));
}

/** A text of the command with the path of the pod replaced by that of the trial. */
export function placed(text: string, moved: Collected["moved"]): string {
  return moved === null ? text : text.replaceAll(moved[0], moved[1]);
}
