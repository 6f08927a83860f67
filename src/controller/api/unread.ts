import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { httpProblem } from "./problem.ts";

/** Answers what HTTP's own parser has refused, or waited for too long, as every other problem is answered; then the connection ends. */
export function answerUnread(error: Error & { readonly code?: string }, socket: Socket): void {
  // Whoever has gone hears nothing, and into the middle of an answer nothing is written.
  if (error.code === "ECONNRESET" || !socket.writable || hasBegun(socket)) return void socket.destroy(error);
  const problem = problemOf(error);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `content-type: ${TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "x-content-type-options: nosniff",
    "connection: close",
  ];
  // What it sends besides is not waited for.
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy(error));
}

/** Answers who waits to be told to go on, by a word that is not known. */
export function answerExpectation({ headers: { expect } }: IncomingMessage, response: ServerResponse): void {
  const detail = `the header expect: ${JSON.stringify(expect?.slice(0, 100))} must be 100-continue, or left out`;
  const body = JSON.stringify(httpProblem(417, "invalid", "The request is not valid", detail));
  const length = String(Buffer.byteLength(body));
  const headers = { "content-type": TYPE, "content-length": length, "x-content-type-options": "nosniff" };
  response.writeHead(417, { ...headers, connection: "close" });
  response.end(body);
}

const TYPE = "application/problem+json";

function problemOf({ code }: { readonly code?: string }) {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return httpProblem(
        431,
        "tooLarge",
        "The request is too large",
        "the address and the headers: must have at most 16 KiB together",
      );
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return httpProblem(
        413,
        "tooLarge",
        "The request is too large",
        "the extensions of a chunk: must have at most 16 KiB",
      );
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return httpProblem(
        408,
        "invalid",
        "The request is not valid",
        "the request: must be here within 10 s of its beginning",
      );
    default:
      return httpProblem(
        400,
        "invalid",
        "The request is not valid",
        `the request: is no HTTP (${code ?? "unreadable"})`,
      );
  }
}

// Node.js keeps the answer that a connection is at there, and looks at it itself where nobody else listens.
function hasBegun(socket: Socket): boolean {
  const { _httpMessage: answer } = socket as Socket & { readonly _httpMessage?: { readonly headersSent: boolean } };
  return answer?.headersSent === true;
}
