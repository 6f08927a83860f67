import type { Stage } from "./stage.ts";

/** What may go wrong. Each plays on what is there, and mends itself after a while. */
export const FAULTS = {
  cut: (stage) => stage.network.cut(stage.machine().link),
  cutOneWay: (stage) => stall(stage, ["up"]),
  cutOtherWay: (stage) => stall(stage, ["down"]),
  cutBothWays: (stage) => stall(stage, ["up", "down"]),
  slowWay: (stage) => {
    const { link } = stage.machine();
    link.latencyMs = [200, stage.chance.spread(500, 8_000)];
    stage.later(stage.chance.spread(2_000, 60_000), () => {
      link.latencyMs = [0.2, 20];
    });
  },
  /** Passes a Hello or a little more, and breaks. */
  brittleWay: (stage) => {
    const { link } = stage.machine();
    link.breaksAfter = stage.chance.whole(1, 4);
    stage.network.cut(link);
    stage.later(stage.chance.spread(2_000, 90_000), () => {
      link.breaksAfter = null;
    });
  },
  killAgent: (stage) => {
    const machine = stage.machine();
    machine.kill(false);
    stage.later(stage.chance.spread(50, 40_000), () => machine.start());
  },
  cutPower: (stage) => {
    const machine = stage.machine();
    machine.kill(true);
    stage.later(stage.chance.spread(500, 40_000), () => machine.start());
  },
  stopAgent: (stage) => {
    const machine = stage.machine();
    machine.leave();
    stage.later(stage.chance.spread(20_000, 60_000), () => machine.start());
  },
  pauseAgent: (stage) => pauseMachine(stage, false),
  closeLid: (stage) => pauseMachine(stage, true),
  killController: (stage) => {
    const host = stage.anyHost();
    host.kill(stage.chance.of(0.2));
    stage.later(stage.chance.spread(20, 40_000), () => host.start());
  },
  stopController: (stage) => {
    const host = stage.anyHost();
    host.stop();
    stage.later(stage.chance.spread(2_000, 30_000), () => host.start());
  },
  pauseController: (stage) => {
    const { process } = stage.anyHost();
    if (process === null || process.paused) return;
    stage.world.pause(process);
    stage.promises.deaf(process);
    stage.later(stage.chance.spread(200, 60_000), () => {
      stage.world.resume(process);
      stage.promises.hears(process);
    });
  },
  setClock: (stage) => {
    const jumpMs = stage.chance.pick([-1, 1]) * stage.chance.spread(1_000, 3_600_000);
    const host = stage.anyHost();
    const process = stage.chance.of(0.5) ? host.process : stage.machine().agent;
    if (process === host.process) host.wallOffsetMs += jumpMs;
    if (process !== null) process.wallOffsetMs += jumpMs;
  },
  /** Of one controller alone is the journal out of reach; nothing where it is on its own disk. */
  cutJournal: (stage) => {
    const { way } = stage.anyHost();
    if (stage.hosts.length === 1) return;
    for (const towards of stage.chance.pick([["server"], ["controller"], ["server", "controller"]] as const))
      way.stall(towards);
    stage.later(stage.chance.spread(300, 60_000), () => way.heal());
  },
  slowDisk: (stage) => {
    stage.disk.latencyMs = [50, stage.chance.spread(500, 15_000)];
    stage.later(stage.chance.spread(2_000, 40_000), () => {
      stage.disk.latencyMs = [1, 30];
    });
  },
  failingDisk: (stage) => {
    stage.disk.failing = stage.chance.pick([0.1, 0.5, 1]);
    stage.later(stage.chance.spread(1_000, 30_000), () => {
      stage.disk.failing = 0;
    });
  },
  orderPause: (stage) => {
    const name = stage.sweep();
    stage.ask(name, "pause");
    stage.later(stage.chance.spread(1_000, 20_000), () => stage.ask(name, "resume"));
  },
  orderCancel: (stage) => {
    if (stage.chance.of(0.1)) stage.ask(stage.sweep(), "cancel");
  },
} as const satisfies Record<string, (stage: Stage) => void>;

export type FaultName = keyof typeof FAULTS;

function stall(stage: Stage, ways: readonly ("up" | "down")[]): void {
  const { link } = stage.machine();
  for (const way of ways) link[way].stalled = true;
  stage.later(stage.chance.spread(500, 90_000), () => stage.network.heal(link));
}

function pauseMachine(stage: Stage, withTrainers: boolean): void {
  const machine = stage.machine();
  machine.pause(withTrainers);
  stage.later(stage.chance.spread(200, 90_000), () => machine.resume());
}
