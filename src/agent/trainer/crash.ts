import type { Exit } from "./process.ts";

/** What is known of a trainer that has broken, beside how it ended. */
export interface Clues {
  /** The last lines that it printed. */
  readonly tail: string;
  /** Whether the kernel killed a process for want of memory meanwhile; null where that cannot be known. */
  readonly oomKilled: boolean | null;
  /** Open files that a process of it may have. */
  readonly openFiles: number;
  /** Whether it ran in a folder of the trial's own, where the files of its document's folder are not. */
  readonly ownFolder?: boolean;
  /** Where reports were looked for in vain; empty or absent: there is no more to say. */
  readonly missed?: string | undefined;
}

/** Why a trainer broke, in a few words for before its last lines. */
export function crashReason(exit: Exclude<Exit, { kind: "notStarted" }>, clues: Clues): string {
  const end = exit.kind === "code" ? `exit code ${exit.code}` : `killed by ${exit.signal}`;
  if (clues.oomKilled === true) return `out of memory: ${end}, and the kernel killed a process for want of memory`;
  if (OUT_OF_MEMORY.test(clues.tail)) return `out of memory: ${end}`;
  if (TOO_MANY_FILES.test(clues.tail)) {
    return `too many open files: ${end}; a process may have ${clues.openFiles} (trainer.limits.openFiles)`;
  }
  if (clues.ownFolder === true && NOT_FOUND.test(clues.tail)) {
    return `${end}; it ran in a folder of its own (workdir): what it reads has to be linked or copied into it`;
  }
  const perhaps = exit.kind === "signal" && exit.signal === "SIGKILL" && clues.oomKilled === null;
  return perhaps ? `${end} (out of memory?)` : end;
}

// Python and NumPy, PyTorch (by its exception, and in the words of older versions), TensorFlow, JAX, CUDA itself, C++, Java and Node.
const OUT_OF_MEMORY = new RegExp(
  [
    String.raw`^(\w+\.)*\w*MemoryError\b`,
    String.raw`\bOutOfMemoryError\b`,
    "CUDA out of memory",
    "CUDA_ERROR_OUT_OF_MEMORY",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "ResourceExhaustedError",
    "RESOURCE_EXHAUSTED: Out of memory",
    "std::bad_alloc",
    "JavaScript heap out of memory",
    "DefaultCPUAllocator: can't allocate memory",
  ].join("|"),
  "m",
);

const TOO_MANY_FILES = /Too many open files|\bEMFILE\b/;

// Python, its imports, C and the shell.
const NOT_FOUND = /FileNotFoundError|No such file or directory|ModuleNotFoundError|ENOENT/;
