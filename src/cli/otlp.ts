import type { ControllerOptions } from "../controller/index.ts";
import { invalid } from "../error.ts";
import { config } from "./config.ts";

/** Where the traces of a controller go: what `--otlp` says, else the environment; undefined: nowhere. @throws SweepError `invalid` */
export function otlpOf(option: string | undefined, environment = config.otlp): ControllerOptions["otlp"] {
  const endpoint = option || environment.endpoint;
  if (!endpoint) return undefined;
  const { service } = environment;
  return {
    endpoint,
    headers: readHeaders(environment.headers),
    ...(service ? { resource: { "service.name": service } } : {}),
  };
}

// Name=value, with commas between and %XX for what is no letter, as the specification of OpenTelemetry has it.
function readHeaders(text = ""): Record<string, string> {
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name = "", value = ""] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
      const decoded = decode(value);
      if (name !== "" && decoded !== null) return [name.toLowerCase(), decoded];
      // Not with the value, which is a secret more often than not.
      throw invalid([
        { path: "OTEL_EXPORTER_OTLP_HEADERS", value: undefined, rule: "must be name=value, with commas between" },
      ]);
    }),
  );
}

function decode(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
