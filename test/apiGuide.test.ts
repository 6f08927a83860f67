import { execFile, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "../src/controller/api/routes/index.ts";
import { openStage, type Stage } from "./e2e/stage.ts";
import { hasPython, packageDir } from "./python/python3.ts";

// docs/api.md: every example runs as it is printed, in its order, against one controller with one agent.

const guide = readFileSync(join(import.meta.dirname, "..", "docs", "api.md"), "utf8");
const [opening = "", ...sections] = guide.split(/^### /m);

interface Example {
  readonly route: string;
  /** Such as `GET /api/v1/sweeps`. */
  readonly asks: string;
  readonly curl: string;
  readonly python: string;
  /** What the answer has at least; null: it is none, or no JSON. */
  readonly answer: unknown;
}

const examples: Example[] = sections.map((section) => ({
  route: section.slice(0, section.indexOf("\n")),
  asks: /^`([A-Z]+ \S+)`/m.exec(section)?.[1] ?? "",
  curl: blockOf(section, "bash"),
  python: blockOf(section, "python"),
  answer: JSON.parse(blockOf(section, "json") || "null"),
}));

function blockOf(text: string, language: string): string {
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(text)?.[1] ?? "";
}

// Trial 1 fails twice, and trains on for good in its third attempt: there is something to retry, and then something to cancel.
const TRAIN = `import json, os, time
trial = json.loads(os.environ["MACROSWEEP_TRIAL"])
while not os.path.exists("go"):
    time.sleep(0.02)
if trial["trial"] == 1:
    if trial["attempt"] < 3:
        raise ValueError("bad luck")
    time.sleep(600)
right = 40 + trial["trial"]
for epoch in range(1, trial["epochs"] + 1):
    print("@macrosweep " + json.dumps({"epoch": epoch, "confusion": [[right + epoch, 20 - epoch], [5, 55]]}), flush=True)
`;

it("docs/api.md has an example of every route, and of nothing else", () => {
  const asked = ROUTES.map(({ name, method, path }) => `${name}: ${method} ${path}`);
  expect(examples.map(({ route, asks }) => `${route}: ${asks}`).sort()).toEqual(asked.sort());
});

const lacks = [
  ...(hasPython ? [] : ["python3 >= 3.9"]),
  ...(spawnSync("curl", ["--version"]).status === 0 ? [] : ["curl"]),
];

const skipped = lacks.length > 0 ? ` (skipped: no ${lacks.join(", no ")})` : "";

describe.skipIf(lacks.length > 0)(`docs/api.md${skipped}`, () => {
  let close = async () => {};
  const stage: Stage = openStage((end) => {
    close = end;
  });
  let env: NodeJS.ProcessEnv = {};
  // What comes before it is asked of a sweep that runs, what comes after it of one that has ended.
  const before: Readonly<Record<string, () => void>> = { followSweep: () => writeFileSync(stage.path("go"), "") };

  beforeAll(async () => {
    stage.write("train.py", TRAIN);
    stage.write("beats.yaml", blockOf(opening, "yaml"));
    const controller = await stage.controller("--http", "127.0.0.1:0");
    const [, url = ""] = await controller.said(/page and API: (\S+)/);
    await stage.agent(2, "--grace", "1s");
    env = { ...process.env, MACROSWEEP_URL: url, PYTHONPATH: join(packageDir, "src") };
  });
  afterAll(() => close());

  for (const { route, curl, python, answer } of examples) {
    it(`${route} answers curl as it is shown`, async () => {
      before[route]?.();
      const said = await outputOf("bash", ["-c", `set -e; ${blockOf(opening, "bash")}\n${curl}`]);
      expect(answer === null ? null : misfits(answer, JSON.parse(said)), said).toEqual(answer === null ? null : []);
    });

    it(`${route} answers Python`, async () => {
      await outputOf("python3", ["-c", `${blockOf(opening, "python")}${python}`]);
    });
  }

  async function outputOf(program: string, args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(program, args, { cwd: stage.folder, env, timeout: 50_000 });
    return stdout;
  }
});

/** Places of what is shown that the answer does not have, or has as another kind of thing. Of a list the first is looked at. */
function misfits(shown: unknown, real: unknown, place = "answer"): string[] {
  if (Array.isArray(shown) && Array.isArray(real)) {
    return shown.length > 0 && real.length > 0 ? misfits(shown[0], real[0], `${place}[0]`) : [];
  }
  if (isObject(shown) && isObject(real)) {
    return Object.entries(shown).flatMap(([key, value]) => misfits(value, real[key], `${place}.${key}`));
  }
  return typeof shown === typeof real || real === null || shown === null ? [] : [place];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
