/** What is asked beside the path. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** Whether what is shown is followed as it happens; standby: by a controller that does not lead, as of a moment ago. */
export type Connection = "connecting" | "live" | "standby" | "lost" | "recorded";

/** Who hears of a stream. */
export interface Listener {
  event(name: string, data: unknown): void;
  /** It is over for good: no such sweep, or no right to see it. */
  failed(failure: Failure): void;
}

/** Where the page has its facts from: a controller, or a report that was written to a file. */
export interface Source {
  readonly recorded: boolean;
  /** @throws Failure */
  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T>;
  /** The answer as it is, such as a table. @throws Failure */
  text(path: string, query?: Query): Promise<string>;
  /** A text body goes as YAML, anything else as JSON. @throws Failure */
  send<T>(method: "POST" | "DELETE", path: string, body?: object | string): Promise<T>;
  /** Follows what happens until the function it returns is called. */
  follow(path: string, listener: Listener): () => void;
  /** Tells how the connection stands, now and after each change, until the function it returns is called. */
  onConnection(tell: (connection: Connection) => void): () => void;
}

/** Why something cannot be had. */
export class Failure extends Error {
  /** As the API's problems have it: `notFound`, `invalid`, ...; `unreachable` where nobody answers. */
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.name = "Failure";
    this.code = code;
  }
}
