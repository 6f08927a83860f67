import { expect, it } from "vitest";
import { trainAgain } from "../../../src/cli/view/trainAgain.ts";

const again = (argv: string[], env: Record<string, string> = {}, ownFolder = false) =>
  trainAgain({ ownFolder }, { training: { argv, env, seed: 1 } }, "/t/7", "/new");

it("is the command line as it was where that says all", () => {
  expect(again(["python3", "train.py", "--lr=0.1"])).toBe("python3 train.py --lr=0.1");
});

it("has the trial's files, and a folder of its own for checkpoints, which is made", () => {
  const argv = ["train", "{{ files.conf/a b.yaml }}", "--save", "{{ checkpointDir }}"];
  expect(again(argv, { OUT: "{{ workdir }}/x" })).toBe(
    "mkdir -p /new && OUT=./x train '/t/7/conf/a b.yaml' --save /new",
  );
});

it("runs in the trial's folder where the trial did", () => {
  expect(again(["./train.sh"], {}, true)).toBe("(cd /t/7/workdir && ./train.sh)");
});

it("is nothing for the bundled trainer", () => {
  expect(again([])).toBe("");
});
