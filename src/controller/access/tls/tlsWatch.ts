import type { SecureContextOptions } from "node:tls";
import { SweepError } from "../../../error.ts";
import type { Log } from "../log.ts";
import type { RevokedAgent } from "./revokedFile.ts";
import { readTls, type TlsContext, type TlsFiles } from "./tlsFiles.ts";

// Three small files are read each time: what a link points to may change by a link far above it, as Kubernetes swaps whole folders, and then no
// time and no inode of the path itself tells.
const LOOK_MS = 2_000;

// As long as certbot and others renew before the end.
const SOON_MS = 14 * 86_400_000;

/** TLS files, read again and again. New ones count for new connections once all of them fit; until then the old ones hold, and the log says so. */
export class TlsWatch {
  readonly #files: TlsFiles;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  readonly #listeners = new Set<(options: SecureContextOptions) => void>();
  #context: TlsContext;
  /** What was said of files that do not fit. */
  #told = "";

  /** @throws SweepError `invalid` for files that do not fit now */
  constructor(files: TlsFiles, log: Log) {
    this.#files = files;
    this.#log = log;
    this.#context = readTls(files);
    this.#warnOfEnd();
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  get options(): SecureContextOptions {
    return this.#context.options;
  }

  /** The server's certificate now, as PEM. */
  get cert(): string {
    return String(this.#context.options.cert);
  }

  /** Whether clients are asked for certificates. */
  get asksClients(): boolean {
    return this.#files.clientCa !== null;
  }

  /** Who signs their certificates now, as PEM; "" for nobody. */
  get ca(): string {
    return this.#context.ca;
  }

  /** Whose certificates were revoked by now. */
  get revoked(): readonly RevokedAgent[] {
    return this.#context.revoked;
  }

  /** Calls with what new connections are to be served with, after each change. */
  onChange(listener: (options: SecureContextOptions) => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
  }

  #look(): void {
    try {
      const context = readTls(this.#files);
      this.#told = "";
      if (context.stamp === this.#context.stamp) return;
      this.#context = context;
      for (const listener of this.#listeners) listener(context.options);
      this.#log.info({ ...this.#files, expires: new Date(context.expiresMs).toISOString() }, "TLS files read again");
      this.#warnOfEnd();
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
      if (this.#told === error.message) return;
      this.#told = error.message;
      this.#log.error({ ...this.#files, reason: error.message }, "new TLS files do not fit; those from before hold");
    }
  }

  #warnOfEnd(): void {
    const { expiresMs } = this.#context;
    if (expiresMs - Date.now() > SOON_MS) return;
    this.#log.warn({ cert: this.#files.cert, expires: new Date(expiresMs).toISOString() }, "the certificate ends soon");
  }
}
