import { describe, expect, it } from "vitest";
import { crashReason } from "../../../src/agent/trainer/crash.ts";

const clues = { tail: "", oomKilled: false, openFiles: 64 };
const broke = { kind: "code", code: 1 } as const;
const killed = { kind: "signal", signal: "SIGKILL" } as const;

describe("the reason of a crash", () => {
  it("is the exit code or the signal", () => {
    expect(crashReason(broke, clues)).toBe("exit code 1");
    expect(crashReason({ kind: "signal", signal: "SIGSEGV" }, clues)).toBe("killed by SIGSEGV");
  });

  it("of a SIGKILL is memory when the kernel has counted one, and a question when it does not count", () => {
    expect(crashReason(killed, clues)).toBe("killed by SIGKILL");
    expect(crashReason(killed, { ...clues, oomKilled: null })).toBe("killed by SIGKILL (out of memory?)");
    expect(crashReason(killed, { ...clues, oomKilled: true })).toBe(
      "out of memory: killed by SIGKILL, and the kernel killed a process for want of memory",
    );
  });

  it("is memory too when the kernel killed a process of the trainer and the trainer broke for that", () => {
    const tail = "RuntimeError: DataLoader worker (pid 71) is killed by signal: Killed.";
    expect(crashReason(broke, { ...clues, tail, oomKilled: true })).toMatch(/^out of memory: exit code 1, and/);
  });

  it("says that what a trial in a folder of its own did not find has to be put there", () => {
    const tail = "FileNotFoundError: [Errno 2] No such file or directory: 'data.csv'";
    expect(crashReason(broke, { ...clues, tail, ownFolder: true })).toContain("has to be linked or copied into it");
    expect(crashReason(broke, { ...clues, tail })).toBe("exit code 1");
  });

  // As the programs print them.
  it.each([
    ["Python", "MemoryError"],
    [
      "NumPy",
      "numpy._core._exceptions._ArrayMemoryError: Unable to allocate 7.28 TiB for an array with shape (1000000, 1000000)",
    ],
    ["PyTorch 1", "RuntimeError: CUDA out of memory. Tried to allocate 20.00 GiB (GPU 0; 79.15 GiB total capacity)"],
    [
      "PyTorch 2",
      "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total capacity of",
    ],
    ["TensorFlow", "tensorflow.python.framework.errors_impl.ResourceExhaustedError: OOM when allocating tensor"],
    ["JAX", "jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate"],
    ["C++", "terminate called after throwing an instance of 'std::bad_alloc'"],
    ["Node", "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"],
  ])("is memory in the last words of %s", (_, words) => {
    const tail = `Traceback (most recent call last):\n  File "train.py", line 3, in <module>\n${words}`;
    expect(crashReason(broke, { ...clues, tail })).toBe("out of memory: exit code 1");
  });

  it("is no memory where a script only speaks of it", () => {
    expect(crashReason(broke, { ...clues, tail: "epoch 1: no MemoryError so far\nKeyError: 'loss'" })).toBe(
      "exit code 1",
    );
  });

  it("names the bound of open files", () => {
    const tail = "OSError: [Errno 24] Too many open files: 'shard-61'";
    expect(crashReason(broke, { ...clues, tail })).toBe(
      "too many open files: exit code 1; a process may have 64 (trainer.limits.openFiles)",
    );
  });
});
