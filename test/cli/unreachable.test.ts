import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { atHome } from "../../src/cli/home.ts";
import { SweepError } from "../../src/error.ts";
import { macrosweep, objects } from "./command.ts";

/** A port that takes connections and never says a word. */
async function silentPort(): Promise<number> {
  const server = createServer(() => {}).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A port on which nobody listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

it.each([["list"], ["get", "beats"], ["trials", "beats"], ["watch", "beats"]])(
  "%s exits with 3 at once when nobody listens",
  async (...command) => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const { code, stdout, stderr } = await macrosweep(...command, "--url", url);
    expect(stderr).toBe(
      `macrosweep: the controller at ${url} cannot be reached; start one with "macrosweep controller", or name another with --url\n`,
    );
    expect(stdout).toBe("");
    expect(code).toBe(3);
  },
);

it.each([["list"], ["trials", "beats"], ["watch", "beats"]])(
  "%s --json exits with 3 after a few seconds when a host does not answer",
  async (...command) => {
    const url = `http://127.0.0.1:${await silentPort()}`;
    const { code, stderr } = await macrosweep(...command, "--json", "--url", url);
    expect(objects(stderr)).toMatchObject([{ error: { code: "unavailable" } }]);
    expect(code).toBe(3);
  },
  10_000,
);

it("says that the folder has no sweeps where nobody listens either", async () => {
  const nobody = () => Promise.reject(new SweepError("unavailable", "the controller cannot be reached"));
  await expect(atHome({ state: "no-such-folder" }, nobody)).rejects.toThrow(
    '"no-such-folder" holds no sweeps (--state names another folder), and the controller cannot be reached',
  );
});

it("sends no token to a controller that leads where others could read it", async () => {
  const detail = "a standby controller; http://leader.invalid:7451 leads";
  const problem = { code: "unavailable", detail, leader: "http://leader.invalid:7451" };
  const server = createHttpServer((_request, response) => {
    response.writeHead(503, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
  });
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), "token-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "token"), "msw_token");

  const { code, stderr } = await macrosweep("pause", "beats", "--url", url, "--token-file", join(folder, "token"));

  expect(stderr).toBe(`macrosweep: ${detail}\n`);
  expect(code).toBe(3);
});
