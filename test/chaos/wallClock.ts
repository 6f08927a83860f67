import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const CACHE = join(import.meta.dirname, "../../node_modules/.cache");
const UNPACKED = join(CACHE, "faketime");
const LIBRARY = "faketime/libfaketimeMT.so.1";

/** Where libfaketime is, by which a process gets a wall clock of its own: the machine's, else that of Debian's package; null where there is none. */
export function findFaketime(): string | null {
  return installed("/usr/lib") ?? installed(join(UNPACKED, "usr/lib")) ?? download();
}

/** The wall clock of one process and of those that come in its place. */
export class WallClock {
  readonly #library: string | null;
  readonly #file: string;
  #offsetS = 0;

  /** `library`: libfaketime, null for a clock that nobody sets; `file`: where it stands how far it is from the machine's. */
  constructor(library: string | null, file: string) {
    this.#library = library;
    this.#file = file;
    this.#write();
  }

  /** What the environment of its process needs. */
  get env(): Readonly<Record<string, string>> {
    return this.#library === null
      ? {}
      : {
          LD_PRELOAD: this.#library,
          FAKETIME_TIMESTAMP_FILE: this.#file,
          // Looked at again after so many seconds.
          FAKETIME_CACHE_DURATION: "1",
          FAKETIME_DONT_FAKE_MONOTONIC: "1",
          FAKETIME_DONT_RESET: "1",
        };
  }

  /** Somebody sets it. */
  jump(byS: number): void {
    this.#offsetS += byS;
    this.#write();
  }

  #write(): void {
    // Moved to its place: its process may read it at any time.
    writeFileSync(`${this.#file}.new`, `${this.#offsetS < 0 ? "" : "+"}${this.#offsetS}s\n`);
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function installed(folder: string): string | null {
  const machines = existsSync(folder) ? readdirSync(folder) : [];
  return machines.map((machine) => join(folder, machine, LIBRARY)).find(existsSync) ?? null;
}

/** Unpacks it below node_modules: nothing is installed. */
function download(): string | null {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(`${UNPACKED}-`);
  try {
    const got = spawnSync("apt-get", ["-qq", "download", "libfaketime"], { cwd: folder, timeout: 60_000 });
    const [archive] = readdirSync(folder);
    if (got.status !== 0 || archive === undefined) return null;
    spawnSync("dpkg-deb", ["-x", archive, UNPACKED], { cwd: folder });
    return installed(join(UNPACKED, "usr/lib"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
