import type { z } from "zod";
import { describeMistake, type ErrorCode, invalid, type Mistake, type SweepError } from "../../error.ts";
import type { ProblemShape } from "../../shapes/problem.ts";

const STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  exists: 409,
  conflict: 409,
  unsupported: 501,
  unavailable: 503,
  exhausted: 429,
} as const satisfies Record<ErrorCode, number>;

const TITLES: Readonly<Record<ErrorCode, string>> = {
  invalid: "The request is not valid",
  unauthenticated: "Nobody knows who asks",
  forbidden: "This may not be done",
  notFound: "There is no such thing",
  exists: "It is there already, and is another one",
  conflict: "It cannot be done as things are",
  unsupported: "This is not supported",
  exhausted: "Too much was asked in a short time",
  unavailable: "It cannot be done now; try again",
};

/** An error as RFC 9457 has it, with a JSON pointer for each mistake. */
export function problemOf({ code, message, mistakes }: SweepError): ProblemShape {
  return {
    type: "about:blank",
    title: TITLES[code],
    status: STATUS[code],
    detail: message,
    code,
    errors: mistakes.map((mistake) => ({
      pointer: pointerOf(mistake.path),
      path: mistake.path,
      detail: describeMistake(mistake),
    })),
  };
}

/** A problem that HTTP knows and the core does not. */
export function httpProblem(status: number, code: string, title: string, detail: string): ProblemShape {
  return { type: "about:blank", title, status, detail, code, errors: [] };
}

/** What is wrong with a part of a request, such as its query. */
export function mistakesOf({ issues }: z.ZodError, part: string): SweepError {
  return invalid(issues.flatMap((issue) => mistakesIn(issue, part)));
}

function mistakesIn(issue: z.core.$ZodIssue, part: string): Mistake[] {
  const path = [part, ...issue.path.map(String)].join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: `${path}.${key}`, value: undefined, rule: "is not known here" }));
  }
  return [{ path, value: undefined, rule: issue.message }];
}

/** Into the body: `spec.parameters[0].min` -> `/spec/parameters/0/min`, `document.kind` -> `/kind`. What is wrong elsewhere begins with `/query` or `/path`. */
function pointerOf(path: string): string {
  const inBody = path.replace(/^(document|body|pruner)(?=[.[]|$)/, "");
  const keys = inBody.split(/[.[\]]+/).filter((key) => key !== "");
  return keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
