import Database from "better-sqlite3";

// Loaded before a command, in each of its threads: the journal's disk takes so many ms for each of so many first commits.
const [commits = 0, ms = 0] = (process.env.MACROSWEEP_SLOW_COMMITS ?? "").split(" ").map(Number);
let left = commits;

type Work = (...args: never[]) => unknown;
const begin: (work: Work) => { immediate: Work } = Database.prototype.transaction;

Database.prototype.transaction = function (this: Database.Database, work: Work) {
  const made = begin.call(this, work);
  const immediate: Work = (...args) => {
    const result = made.immediate(...args);
    if (left-- > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    return result;
  };
  return { immediate };
} as never;
