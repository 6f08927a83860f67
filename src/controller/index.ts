/** The controller's public face: what the command line may use of it. */
export { backUpState, receiveBackup, restoreState } from "./backup.ts";
export { type Controller, startController } from "./controller.ts";
export { filledReading } from "./core/document/bundledReading.ts";
export { readDocument, readPlaced, type SweepSpec } from "./core/document/spec.ts";
export { warningsOf } from "./core/document/warnings.ts";
export { poseSimulation, viewSimulation } from "./core/views/simulationView.ts";
export { openHome } from "./home.ts";
export { inspectState } from "./inspect.ts";
export type { SyncPolicy } from "./journal/nats/syncPolicy.ts";
export type { RemoteJournal } from "./journal/open.ts";
export { moveJournal } from "./moveJournal.ts";
export { nightOf } from "./nights/night.ts";
export { salvageState } from "./salvage.ts";
export type { ControllerOptions } from "./settings.ts";
export { type Standby, standBy, type Term } from "./standby/standBy.ts";
