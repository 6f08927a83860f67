import { existsSync, readFileSync } from "node:fs";
import type { Stage } from "./stage.ts";

/** One epoch as the trainer itself knows it: reported and in the checkpoint. */
export interface Entry {
  readonly trial: number;
  readonly attempt: number;
  readonly epoch: number;
  /** The trainer's process. */
  readonly pid: number;
}

/** What was trained on a stage, in order, whatever anybody says. */
export function diary(stage: Stage): Entry[] {
  const file = stage.path("diary");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => {
    const [trial = 0, attempt = 0, epoch = 0, pid = 0] = line.split(" ").map(Number);
    return { trial, attempt, epoch, pid };
  });
}

/** The same as reports are named, trial/attempt/epoch, sorted. */
export function diaryOfReports(stage: Stage): string[] {
  return diary(stage)
    .map(({ trial, attempt, epoch }) => `${trial}/${attempt}/${epoch}`)
    .sort();
}

/** Waits until so many entries fit; returns them. */
export function trained(stage: Stage, count: number, fits: (entry: Entry) => boolean = () => true): Promise<Entry[]> {
  const fitting = () => diary(stage).filter(fits);
  return stage.until(`${count} epochs to be trained`, () => fitting().length >= count && fitting());
}

/** Lets the trainers go on that wait at their gate. */
export function openGate(stage: Stage): void {
  stage.write("gate", "");
}
