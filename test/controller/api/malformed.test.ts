import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Controller, startController } from "../../../src/controller/index.ts";

const folder = mkdtempSync(join(tmpdir(), "macrosweep-malformed-"));
let controller: Controller;

beforeAll(async () => {
  controller = await startController({ state: folder, listen: null, http: "127.0.0.1:0" });
});
afterAll(async () => {
  await controller.stop();
  rmSync(folder, { recursive: true });
});

/** All that comes back for these bytes, until the connection is ended. */
async function answerTo(bytes: string): Promise<string> {
  const { hostname, port } = new URL(controller.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  socket.write(bytes);
  return text(socket);
}

const HOST = "host: localhost\r\n";
const LAST = "connection: close\r\n\r\n";

it.each([
  ["what is no HTTP", "garbage\r\n\r\n", 400],
  ["a method that is none", `BREW / HTTP/1.1\r\n${HOST}${LAST}`, 400],
  ["a method that nothing knows", `PROPFIND /api/v1/sweeps HTTP/1.1\r\n${HOST}${LAST}`, 405],
  ["no host", `GET /api/v1/sweeps HTTP/1.1\r\n${LAST}`, 400],
  ["two lengths", `POST /api/v1/sweeps HTTP/1.1\r\n${HOST}content-length: 3\r\ncontent-length: 4\r\n\r\nabcd`, 400],
  [
    "a length and pieces",
    `POST /api/v1/sweeps HTTP/1.1\r\n${HOST}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\nabc`,
    400,
  ],
  ["an expectation that is none", `POST /api/v1/sweeps HTTP/1.1\r\n${HOST}expect: miracles\r\n${LAST}`, 417],
  ["an address that is none", `GET /api/v1/sweeps/%zz HTTP/1.1\r\n${HOST}${LAST}`, 400],
  ["a name of 400 letters", `GET /api/v1/sweeps/${"n".repeat(400)} HTTP/1.1\r\n${HOST}${LAST}`, 414],
  ["a name of 64 KB", `GET /api/v1/sweeps/${"n".repeat(64 * 1024)} HTTP/1.1\r\n${HOST}${LAST}`, 431],
  ["headers of 64 KB", `GET / HTTP/1.1\r\n${HOST}x-long: ${"x".repeat(64 * 1024)}\r\n${LAST}`, 431],
  ["a length of 100 MB", `POST /api/v1/sweeps HTTP/1.1\r\n${HOST}content-length: 104857600\r\n${LAST}`, 413],
  ["a head that does not end", `GET / HTTP/1.1\r\n${HOST}`, 408],
  ["a body that does not come", `POST /api/v1/sweeps HTTP/1.1\r\n${HOST}content-length: 10\r\n\r\n`, 408],
])("%s is answered with a problem, and the connection ends", { timeout: 60_000 }, async (_what, bytes, status) => {
  const answer = await answerTo(bytes);
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  expect(head, answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toMatch(/^content-type: application\/problem\+json/im);
  expect(head).toMatch(/^x-content-type-options: nosniff/im);
  expect(JSON.parse(body)).toMatchObject({
    status,
    title: expect.stringMatching(/.+/),
    detail: expect.stringMatching(/.+/),
    errors: [],
  });
});

it("into an answer that has begun nothing is written: a stream is cut off where what follows is no HTTP", async () => {
  const { hostname, port } = new URL(controller.url);
  const socket = connect(Number(port), hostname).on("error", () => {});
  socket.write(`GET /api/v1/events HTTP/1.1\r\n${HOST}\r\n`);
  const [begun] = await once(socket, "data");
  expect(String(begun)).toMatch(/^HTTP\/1.1 200 /);
  socket.write("garbage\r\n\r\n");
  let rest = "";
  socket.on("data", (bytes) => {
    rest += bytes;
  });
  await once(socket, "close");
  expect(rest).not.toContain("HTTP/1.1");
}, 60_000);
