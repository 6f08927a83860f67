import type { Source } from "./source.ts";

/** What a job of Kubernetes starts. */
export interface Started {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The command of a trial's job: of a TrainJob its trainer's, of a batch Job and of the training operator's jobs the primary container's.
 * Everything about pods (image, resources, volumes) is remarked: the document says what is run, not where.
 */
export function readJob(job: Source, primary: string | undefined): Started {
  job.raw("apiVersion");
  const kind = job.text("kind") ?? "Job";
  const spec = job.child("spec");
  const container = kind === "TrainJob" ? trainerOf(spec) : containerOf(podOf(spec), primary);
  const started = container === null ? { command: [], env: {} } : readContainer(container);
  spec.end();
  job.end();
  return started;
}

function trainerOf(spec: Source): Source {
  const trainer = spec.child("trainer");
  oneOnly(trainer, "numNodes");
  return trainer;
}

// A trial is one process here.
function oneOnly(of: Source, key: string): void {
  const count = of.number(key) ?? 1;
  if (count > 1)
    of.remark(key, `${count} become one: a trial is one process, which may start others on its own machine`);
}

function podOf(spec: Source): Source {
  const replicas = spec.keys().find((key) => key.endsWith("ReplicaSpecs"));
  if (replicas === undefined) return innerPod(spec);
  const roles = spec.child(replicas);
  const role = ["Master", "Chief", "Launcher", "Scheduler", "Worker"].find((name) => roles.keys().includes(name));
  if (role === undefined) return innerPod(spec);
  const pod = roles.child(role);
  oneOnly(pod, "replicas");
  const inner = innerPod(pod);
  roles.end();
  pod.end();
  return inner;
}

function innerPod(of: Source): Source {
  const template = of.child("template");
  const pod = template.child("spec");
  template.end();
  // What a pod does when it ends is the controller's: a failed trial is tried again or not by its budget.
  if (pod.text("restartPolicy") === "OnFailure")
    pod.remark("restartPolicy", "has no counterpart: a trial that fails has failed; macrosweep retry runs it again");
  return pod;
}

function containerOf(pod: Source, primary: string | undefined): Source | null {
  const containers = pod.children("containers");
  const found = containers.find((container) => container.text("name") === primary) ?? containers[0] ?? null;
  for (const other of containers)
    if (other !== found) pod.remark("containers", `only ${found?.text("name")} is run, not ${other.text("name")}`);
  pod.end();
  if (found === null) pod.refuse("containers", "must have a container whose command is run");
  return found;
}

function readContainer(container: Source): Started {
  container.raw("name");
  const image = container.text("image");
  if (image !== undefined)
    container.remark("image", `has no counterpart: start the agents in ${image}, and the command runs there`);
  const words = [...container.list("command"), ...container.list("args")].map(String);
  if (words.length === 0) container.refuse("command", "is missing: what the image runs by itself is not known here");
  const env = readEnv(container);
  container.end();
  return { command: words, env };
}

function readEnv(container: Source): Record<string, string> {
  const env: Record<string, string> = {};
  for (const variable of container.children("env")) {
    const name = variable.text("name") ?? "";
    const value = variable.text("value");
    if (value !== undefined) env[name] = value;
    if (variable.has("valueFrom"))
      variable.remark(
        "valueFrom",
        `has no counterpart: set ${name} where the agent runs and name it in spec.trainer.passEnv`,
      );
    variable.end();
  }
  return env;
}
