import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { type ErrorCode, SweepError } from "../../error.ts";

/** The status that a caller gets for an error; anything but a SweepError is a fault of ours and is thrown on. */
export function writeError(error: unknown): Partial<ServiceError> {
  if (!(error instanceof SweepError)) throw error;
  const metadata = new Metadata();
  // By this a client knows the controller's own word from a connection that broke: UNAVAILABLE is both.
  metadata.set("macrosweep-code", error.code);
  return { code: STATUS_OF[error.code], details: error.message, metadata };
}

/** What gRPC calls each kind of error. */
export const STATUS_OF = {
  invalid: status.INVALID_ARGUMENT,
  notFound: status.NOT_FOUND,
  exists: status.ALREADY_EXISTS,
  conflict: status.FAILED_PRECONDITION,
  unsupported: status.FAILED_PRECONDITION,
  unavailable: status.UNAVAILABLE,
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  exhausted: status.RESOURCE_EXHAUSTED,
} as const satisfies Record<ErrorCode, status>;
