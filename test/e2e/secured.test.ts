import { existsSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeSweep } from "./document.ts";
import { secure, succeeds } from "./securedCluster.ts";
import { openStage } from "./stage.ts";

describe("a cluster with certificates and tokens", () => {
  it("trains on an agent with a certificate and on one with a token, for who may write, and shows it to who may read", async () => {
    const stage = openStage(onTestFinished);
    const { as } = await secure(stage);
    await succeeds(stage, "certs", "agent", "gpu-1");
    const certificate = ["--cert", "certs/gpu-1.pem", "--key", "certs/gpu-1-key.pem"];
    const [one, two] = [
      await stage.agent(1, "--ca", "certs/ca.pem", ...certificate),
      await stage.agent(1, "--ca", "certs/ca.pem", "--token-file", "agents.token"),
    ];
    await Promise.all([one, two].map((agent) => agent.said(/session open/)));
    const file = writeSweep(stage, "beats", { trials: 6, parallel: 2, epochs: 3 });
    expect(await as("reader", "submit", file)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /macrosweep: this needs the scope sweeps:write; the token [0-9a-f]{8} has sweeps:read\n$/,
      ),
    });
    expect((await as("writer", "submit", file, "--watch")).code).toBe(0);
    expect((await as("reader", "get", "beats", "--json")).stdout).toContain('"state":"completed"');
    await stage.stop();
    const events = await stage.events("beats");
    const leased = new Set(
      events.flatMap((event) => (event.kind === "leaseGranted" ? [event.agent.replace(/-[0-9a-f]{8}$/, "")] : [])),
    );
    expect([...leased]).toContain("gpu-1");
  });

  it("knows whoever may read its state folder, without a word, for as long as it runs", async () => {
    const stage = openStage(onTestFinished);
    await secure(stage);
    expect((await stage.macrosweep("list")).stdout).toContain("No sweeps yet");
    const where = `${stage.state}/controller.json`;
    expect(statSync(where).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(where, "utf8")).token).toMatch(/^msw_/);
    await stage.stop();
    expect(existsSync(where)).toBe(false);
  });

  it("says to who is not known what is missing", async () => {
    const stage = openStage(onTestFinished);
    await secure(stage);
    const url = (await stage.url()).replace("http:", "https:");
    const ask = (...args: string[]) => stage.macrosweep("list", "--url", url, ...args);
    expect(await ask("--ca", "certs/ca.pem")).toMatchObject({
      code: 2,
      stderr: "macrosweep: a token is needed: none was sent\n",
    });
    expect((await ask()).stderr).toContain("cannot be reached");
    expect((await ask("--ca", "none.pem")).stderr).toContain('--ca: "none.pem" cannot be read');
  });
});

it("a token goes to no other machine without TLS", async () => {
  const stage = openStage(onTestFinished);
  stage.write("a.token", `msw_00000000_${"0".repeat(57)}`);
  const asked = await stage.macrosweep("list", "--url", "http://192.0.2.1:7451", "--token-file", "a.token");
  expect(asked).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("would get the token where others can read it"),
  });
  const agent = await stage.macrosweep("agent", "--controller", "192.0.2.1:7450", "--token-file", "a.token");
  expect(agent).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("would get the token where others can read it"),
  });
});

describe("an address that other machines reach", () => {
  it.each([
    ["--listen", "0.0.0.0:0"],
    ["--listen", "[::]:0"],
    ["--http", "0.0.0.0:0"],
  ])("%s %s is refused without TLS and tokens", async (option, address) => {
    const stage = openStage(onTestFinished);
    const { code, stderr } = await stage.macrosweep(
      "controller",
      "--http",
      "127.0.0.1:0",
      "--listen",
      "127.0.0.1:0",
      option,
      address,
    );
    expect(code).toBe(2);
    expect(stderr).toContain(`${option}: "${address}" can be reached from other machines and lacks TLS and tokens`);
  });

  it("is served with --insecure, which says so at every start", async () => {
    const stage = openStage(onTestFinished);
    for (const port of ["0.0.0.0:0", "0.0.0.0:0"]) {
      const controller = stage.start(
        "controller",
        "--listen",
        port,
        "--http",
        port,
        "--insecure",
        "--log-level",
        "silent",
      );
      await controller.said(/listens on/);
      for (const option of ["--listen", "--http"])
        expect(controller.stderr).toContain(
          `macrosweep: WARNING: ${option} 0.0.0.0:0 is open to other machines without TLS and tokens`,
        );
      await controller.kill("SIGTERM");
    }
  });
});

it("run goes on as before on a folder with tokens", async () => {
  const stage = openStage(onTestFinished);
  await succeeds(stage, "token", "create", "--scope", "sweeps:read", "--expires", "1h");
  const file = writeSweep(stage, "beats", { trials: 2, parallel: 1, epochs: 2 });
  const { code, stdout } = await stage.macrosweep("run", file, "--http", "none", "--json");
  expect([code, JSON.parse(stdout).state]).toEqual([0, "completed"]);
});
