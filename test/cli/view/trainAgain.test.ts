import { expect, it } from "vitest";
import { trainAgain } from "../../../src/cli/view/trainAgain.ts";
import { sweep } from "../wire.ts";

const best = (argv: string[], more: object = {}) => ({ ...sweep().best!, argv, ...more });

it("is the command line as it was where that says all", () => {
  expect(trainAgain(best(["python3", "train.py", "--lr=0.1"]), "/t/7", "/new")).toBe("python3 train.py --lr=0.1");
});

it("has the trial's files, and a folder of its own for checkpoints, which is made", () => {
  const argv = ["train", "{{ files.conf/a b.yaml }}", "--save", "{{ checkpointDir }}"];
  expect(trainAgain(best(argv, { env: { OUT: "{{ workdir }}/x" } }), "/t/7", "/new")).toBe(
    "mkdir -p /new && OUT=./x train '/t/7/conf/a b.yaml' --save /new",
  );
});

it("runs in the trial's folder where the trial did", () => {
  expect(trainAgain(best(["./train.sh"], { ownFolder: true }), "/t/7", "/new")).toBe("(cd /t/7/workdir && ./train.sh)");
});

it("is nothing for the bundled trainer", () => {
  expect(trainAgain(best([]), "/t/7", "/new")).toBe("");
});
