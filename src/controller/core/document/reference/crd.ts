import { statusSchema } from "./crdStatus.ts";
import type { ObjectNode } from "./node.ts";
import { type Structural, structural } from "./structural.ts";
import { sweepDocument } from "./sweepDocument.ts";

/** The CustomResourceDefinition of sweeps, made of the description that validates documents everywhere. */
export function crd(): object {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "sweeps.macrosweep.dev" },
    spec: {
      group: "macrosweep.dev",
      scope: "Namespaced",
      names: {
        plural: "sweeps",
        singular: "sweep",
        kind: "Sweep",
        listKind: "SweepList",
        shortNames: ["sw"],
        categories: ["macrosweep"],
      },
      versions: [
        {
          name: "v1alpha1",
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: COLUMNS,
          schema: { openAPIV3Schema: schema() },
        },
      ],
    },
  };
}

const column = (name: string, type: string, jsonPath: string, description: string, more: object = {}) => {
  return { name, type, jsonPath, description, ...more };
};

const COLUMNS = [
  column("Phase", "string", ".status.phase", "What the sweep does now."),
  column("Best", "string", ".status.best.shown", "Best value with its 95 % interval."),
  column("Done", "integer", ".status.trials.completed", "Trials that completed."),
  column("Running", "integer", ".status.trials.running", "Trials that run."),
  column("Pruned", "integer", ".status.trials.pruned", "Trials that were stopped for their value."),
  column("Waits-For", "string", ".status.waitsFor", "Why it does not get on.", { priority: 1 }),
  column("Age", "date", ".metadata.creationTimestamp", "Since it was created."),
];

function schema(): Structural {
  const { metadata, spec } = sweepDocument.keys;
  const { name } = (metadata as ObjectNode).keys;
  return {
    description: sweepDocument.what,
    type: "object",
    required: ["spec"],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object", properties: { name: nameSchema(name) } },
      spec: spec === undefined ? {} : structural(spec, "spec"),
      status: statusSchema(),
    },
  };
}

// Of metadata a schema may restrict the name alone, and describe nothing.
function nameSchema(name: ObjectNode["keys"][string] | undefined): Structural {
  return {
    type: "string",
    maxLength: 63,
    ...(name?.kind === "text" && name.pattern !== undefined ? { pattern: name.pattern } : {}),
  };
}
