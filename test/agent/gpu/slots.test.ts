import { expect, it } from "vitest";
import type { AgentOptions } from "../../../src/agent/agent.ts";
import { TestController } from "../controller.ts";
import { startedAgent } from "../scene.ts";

const gpus = ["NVIDIA H100 80GB HBM3", "NVIDIA A100-SXM4-80GB"].map((name, index) => {
  return { index: index + 4, name, memoryMib: 81_559, uuid: `GPU-${index}` };
});

async function opened(options: Partial<AgentOptions>) {
  const controller = await TestController.start();
  startedAgent(controller, { slots: undefined, gpus, ...options });
  const stream = await controller.stream();
  const { hello } = await stream.next("hello");
  stream.welcome();
  return { stream, hello };
}

/** A trainer that says which GPUs it sees, as a number: 4 for "4", 4.5 for "4,5"; and runs until it is stopped. */
const saysItsGpus = [
  "sh",
  "-c",
  `echo "@macrosweep {\\"epoch\\": 1, \\"value\\": $(echo $CUDA_VISIBLE_DEVICES | tr , .)}"; [ $CUDA_DEVICE_ORDER = PCI_BUS_ID ] && exec sleep 60`,
];

function lease(trial: number) {
  return { sweep: "beats", trial, attempt: 1 };
}

it("tells the controller its GPUs and a slot for each", async () => {
  const { stream, hello } = await opened({ labels: { zone: "eu" } });
  expect(hello).toMatchObject({ slots: 2, slotGpus: 1 });
  expect(hello.machine?.labels).toEqual({ zone: "eu" });
  expect(hello.machine?.gpus).toEqual([
    { name: "NVIDIA H100 80GB HBM3", memoryMib: 81_559, index: 4, mig: false },
    { name: "NVIDIA A100-SXM4-80GB", memoryMib: 81_559, index: 5, mig: false },
  ]);
  expect((await stream.next("credit")).credit.slots).toBe(2);
});

it("shows each trainer the GPU of its slot, and the next trainer the one that became free", async () => {
  const { stream } = await opened({});
  const sees = async (trial: number) => {
    stream.assign(lease(trial), saysItsGpus);
    return (await stream.next("report")).report.value;
  };
  await stream.next("credit");
  expect(await sees(1)).toBe(4);
  expect(await sees(2)).toBe(5);
  stream.stop(lease(1));
  await stream.next("credit");
  expect(await sees(3)).toBe(4);
});

it("shows a trainer all GPUs of its slot, and the controller only those", async () => {
  const { stream, hello } = await opened({ gpusPerSlot: 2 });
  expect(hello).toMatchObject({ slots: 1, slotGpus: 2, machine: { gpus: [{}, {}] } });
  stream.assign(lease(1), saysItsGpus);
  expect((await stream.next("report")).report.value).toBe(4.5);
});
