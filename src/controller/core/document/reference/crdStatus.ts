import type { Structural } from "./structural.ts";

// Trials stay in the journal: what stands in a status is bounded.
const TOP = 10;
const MOST_CLASSES = 256;
const MOST_PARAMS = 64;

/** What a controller tells of a sweep in its resource. */
export function statusSchema(): Structural {
  return {
    description: "Written by the controller.",
    type: "object",
    properties: {
      observedGeneration: integer("The generation of the spec that this is about."),
      phase: {
        type: "string",
        maxLength: 32,
        enum: ["Pending", "Scheduled", "Running", "Suspended", "Complete", "Failed", "Cancelled"],
      },
      waitsFor: text("Why it does not get on; absent while it does."),
      conditions: conditions(),
      nights: object("Of a document with a schedule.", {
        next: text("When the next night is due; absent while it is suspended."),
        running: text("The night that has not ended; trials, best and top are its."),
        last: object("What became of the last one that was due.", {
          scheduled: text("When it was due."),
          kind: text("submitted, existing, skipped, stopped, missed or refused."),
          night: text("Its name in the journal."),
          reason: text("Why there is no such sweep."),
        }),
      }),
      trials: object("Trials by state.", {
        completed: integer(""),
        pruned: integer(""),
        failed: integer(""),
        preempted: integer(""),
        cancelled: integer(""),
        running: integer(""),
        waiting: integer(""),
      }),
      best: object("The best trial.", {
        ...scored(),
        shown: text("Value and interval for people."),
        perClass: list(
          "Scores of each class.",
          MOST_CLASSES,
          object("", { class: text(""), f1: number(), recall: number(), support: integer("") }),
        ),
      }),
      top: list("The best trials, the best first.", TOP, object("", scored())),
    },
  };
}

function scored(): Readonly<Record<string, Structural>> {
  return {
    trial: integer("Its number."),
    value: number(),
    interval: list("95 %: low and high.", 2, number()),
    params: {
      type: "object",
      maxProperties: MOST_PARAMS,
      additionalProperties: { "x-kubernetes-preserve-unknown-fields": true },
    },
  };
}

function conditions(): Structural {
  const item = object("", {
    type: {
      type: "string",
      maxLength: 64,
      enum: ["Accepted", "Progressing", "Complete", "Failed", "Suspended", "Degraded"],
    },
    status: { type: "string", maxLength: 8, enum: ["True", "False", "Unknown"] },
    reason: { type: "string", maxLength: 128 },
    message: { type: "string", maxLength: 4096 },
    lastTransitionTime: { type: "string", maxLength: 64, format: "date-time" },
    observedGeneration: integer(""),
  });
  return {
    ...list("What is so and since when.", 8, { ...item, required: ["type", "status"] }),
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["type"],
  };
}

function object(description: string, properties: Readonly<Record<string, Structural>>): Structural {
  return { ...described(description), type: "object", properties };
}

function list(description: string, maxItems: number, items: Structural): Structural {
  return { ...described(description), type: "array", maxItems, items };
}

function integer(description: string): Structural {
  return { ...described(description), type: "integer", format: "int64" };
}

function number(): Structural {
  return { type: "number" };
}

function text(description: string): Structural {
  return { ...described(description), type: "string", maxLength: 1024 };
}

function described(description: string): Structural {
  return description === "" ? {} : { description };
}
