import { type ServiceError, status } from "@grpc/grpc-js";
import { type ErrorCode, SweepError } from "../error.ts";

const CODES: Readonly<Partial<Record<status, ErrorCode>>> = {
  [status.INVALID_ARGUMENT]: "invalid",
  [status.NOT_FOUND]: "notFound",
  [status.ALREADY_EXISTS]: "exists",
  [status.FAILED_PRECONDITION]: "conflict",
  [status.UNIMPLEMENTED]: "unsupported",
  [status.UNAVAILABLE]: "unavailable",
  [status.DEADLINE_EXCEEDED]: "unavailable",
  [status.UNAUTHENTICATED]: "unauthenticated",
  [status.PERMISSION_DENIED]: "forbidden",
};

/** What a failed call to the controller at `address` means for a person; what is not of gRPC, or a fault of ours, comes back as it is. */
export function asSweepError(error: unknown, address: string): unknown {
  if (!isServiceError(error)) return error;
  const code = CODES[error.code];
  if (code === undefined) return error;
  if (code === "unsupported") {
    const message = `what listens at ${address} is no controller of this version (${error.details})`;
    return new SweepError(code, message, { cause: error });
  }
  const itsOwnWord = error.metadata.get("macrosweep-code").length > 0;
  if (code !== "unavailable" || itsOwnWord) return new SweepError(code, error.details, { cause: error });
  const advice = `start one with "macrosweep controller", or name another with --controller HOST:PORT`;
  return new SweepError(code, `the controller at ${address} cannot be reached; ${advice}`, { cause: error });
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && "details" in error && "metadata" in error;
}
