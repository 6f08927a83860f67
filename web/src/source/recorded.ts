import { Failure, type Listener, type Source } from "./source.ts";

/** What a report has in it: the API's answers by path. */
export interface Recorded {
  /** The place that it is about. */
  readonly at: string;
  readonly answers: Readonly<Record<string, unknown>>;
}

/** A report on the disk: the same answers, without a server. Pages of a list are whole, so what is asked of it beside its path is left aside. */
export function recordedSource({ answers }: Recorded): Source {
  const get = async <T>(path: string): Promise<T> => {
    if (!Object.hasOwn(answers, path)) throw new Failure("notFound", "This is not in the report.");
    return answers[path] as T;
  };
  return {
    recorded: true,
    get,
    text: () => Promise.reject(new Failure("unsupported", "A report has no tables to hand out.")),
    send: () => Promise.reject(new Failure("unsupported", "A report can change nothing.")),
    follow(path, listener) {
      void tellOnce(get, path, listener);
      return () => {};
    },
    onConnection(tell) {
      tell("recorded");
      return () => {};
    },
  };
}

const EVENTS: Readonly<Record<string, string>> = { "/api/v1/events": "sweeps" };

async function tellOnce(get: <T>(path: string) => Promise<T>, path: string, listener: Listener): Promise<void> {
  try {
    listener.event(EVENTS[path] ?? "sweep", await get(path));
  } catch (error) {
    if (error instanceof Failure) listener.failed(error);
  }
}
