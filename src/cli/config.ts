/** Where a controller listens for agents unless it is told otherwise. */
export const DEFAULT_ADDRESS = "127.0.0.1:7450";

/** Where a controller answers people and programs unless it is told otherwise. */
export const DEFAULT_HTTP = "127.0.0.1:7451";
export const DEFAULT_URL = `http://${DEFAULT_HTTP}`;

/** And a run on this machine, which must not be taken for the controller of it. */
export const RUN_HTTP = "127.0.0.1:7452";

/** The folder of journal, logs and trials, in the working folder. */
export const DEFAULT_STATE = ".macrosweep";

/** The folder of the trials' logs and checkpoints. */
export const DEFAULT_WORK = `${DEFAULT_STATE}/trials`;

/** Taken out of the environment, so that no process that is started from here has it. */
function takeToken(): string | undefined {
  const { MACROSWEEP_TOKEN: token } = process.env;
  delete process.env.MACROSWEEP_TOKEN;
  return token || undefined;
}

/** What the environment says to the command line; read here and nowhere else. */
export const config = {
  /** `MACROSWEEP_CONTROLLER`, host:port: where an agent goes. */
  controller: process.env.MACROSWEEP_CONTROLLER || DEFAULT_ADDRESS,
  /** `MACROSWEEP_TOKEN`: who asks. */
  token: takeToken(),
  /** `MACROSWEEP_TOKEN_FILE`: a file with it. */
  tokenFile: process.env.MACROSWEEP_TOKEN_FILE || undefined,
  /** `MACROSWEEP_CA`: a file of the CA of the controller's certificate, or "system". */
  ca: process.env.MACROSWEEP_CA || undefined,
  /** Of OpenTelemetry: where traces go, what goes along with them, and what they are of. */
  otlp: {
    endpoint: process.env.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: process.env.OTEL_EXPORTER_OTLP_HEADERS,
    service: process.env.OTEL_SERVICE_NAME,
  },
  /** `MACROSWEEP_URL`: whom commands ask. */
  url: process.env.MACROSWEEP_URL || undefined,
  /** See no-color.org: set and not empty means no colours. */
  noColour: Boolean(process.env.NO_COLOR),
  /** Whether there is a screen that a browser could be opened on. */
  hasScreen: process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY),
  /** A terminal that cannot be redrawn in place. */
  dumbTerminal: process.env.TERM === "dumb",
} as const;
