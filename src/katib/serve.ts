import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { SweepError } from "../error.ts";
import { HealthCheckResponse_ServingStatus, HealthService } from "../gen/grpc/health/v1/health.ts";
import { SuggestionService, type ValidateAlgorithmSettingsRequest } from "../gen/katib/v1beta1/suggestion.ts";
import { suggest, validate } from "./suggest.ts";

/** A service of suggestions for Katib that runs. */
export interface SuggestionServer {
  /** host:port, with the port that the system chose where 0 was asked. */
  readonly address: string;
  /** Answers what is under way, and closes. */
  close(): Promise<void>;
}

// A thousand trials of a hundred parameters.
const MESSAGE_BYTES = 16 * 1024 * 1024;

/** Serves Katib's Suggestion service, and the one by which a kubelet asks whether it serves. @throws SweepError `conflict` for an address that is taken */
export async function serveSuggestions(listen: string): Promise<SuggestionServer> {
  const server = new Server({ "grpc.max_receive_message_length": MESSAGE_BYTES });
  server.addService(SuggestionService, {
    getSuggestions: unary(suggest),
    validateAlgorithmSettings: unary(({ experiment }: ValidateAlgorithmSettingsRequest) => {
      validate(experiment?.spec);
      return {};
    }),
  });
  server.addService(HealthService, { check: unary(() => ({ status: HealthCheckResponse_ServingStatus.SERVING })) });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(listen, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(new SweepError("conflict", `--listen ${listen}: ${error.message}`, { cause: error }));
    });
  });
  return {
    address: listen.replace(/:\d+$/, `:${port}`),
    close: () => new Promise((resolve) => server.tryShutdown(() => resolve())),
  };
}

function unary<Asked, Answered>(answer: (asked: Asked) => Answered) {
  return ({ request }: ServerUnaryCall<Asked, Answered>, callback: sendUnaryData<Answered>) => {
    try {
      callback(null, answer(request));
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
      const code = error.code === "exhausted" ? status.RESOURCE_EXHAUSTED : status.INVALID_ARGUMENT;
      callback({ code, details: error.message });
    }
  };
}
