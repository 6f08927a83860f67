import { describe, expect, it } from "vitest";
import { checkListener, hostOf, isLoopback } from "../../../src/controller/access/index.ts";

const open = { option: "--listen", tls: false, asks: false };

it.each(["127.0.0.1", "127.8.9.10", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "localhost"])(
  "only this machine reaches %s",
  async (host) => {
    expect(await isLoopback(host)).toBe(true);
  },
);

it.each([
  "0.0.0.0",
  "::",
  "0",
  "10.0.0.5",
  "128.0.0.1",
  "::ffff:10.0.0.1",
  "fe80::1",
  "2001:db8::1",
  "::2",
  "1::1",
  "::ffff:0.0.0.0",
])("others reach %s", async (host) => {
  expect(await isLoopback(host)).toBe(false);
});

it("a name that nobody knows is neither", async () => {
  expect(await isLoopback("no-such-host.invalid")).toBeNull();
  await expect(checkListener({ ...open, address: "no-such-host.invalid:7450" }, false)).rejects.toThrow(
    "no such host is known",
  );
});

it.each([
  ["127.0.0.1:7450", "127.0.0.1"],
  ["[::1]:7450", "::1"],
  ["gpu-box:0", "gpu-box"],
])("the host of %s is %s", (address, host) => {
  expect(hostOf(address)).toBe(host);
});

describe("a port", () => {
  it("on loopback needs nothing", async () => {
    for (const address of ["127.0.0.1:7450", "[::1]:7450", "localhost:0"])
      expect(await checkListener({ ...open, address }, false)).toBeNull();
  });

  it.each([
    [{ tls: false, asks: false }, "TLS and tokens", /For TLS, .*certs init .*For tokens, .*token create .*--insecure/],
    [{ tls: true, asks: false }, "tokens", /tokens. For tokens, .*token create .*--insecure/],
    [{ tls: false, asks: true }, "TLS", /TLS. For TLS, .*certs init .*--insecure/],
  ])("that others reach is refused with %j, and says how to make what it lacks", async (has, lacks, advice) => {
    for (const address of ["0.0.0.0:7450", "[::]:7450"]) {
      const refused = checkListener({ option: "--http", address, ...has }, false);
      await expect(refused).rejects.toMatchObject({ code: "invalid" });
      await expect(refused).rejects.toThrow(
        `--http: "${address}" can be reached from other machines and lacks ${lacks}. For`,
      );
      await expect(refused).rejects.toThrow(advice);
    }
  });

  it("that others reach needs nothing more with both", async () => {
    expect(await checkListener({ option: "--http", address: "0.0.0.0:7451", tls: true, asks: true }, false)).toBeNull();
  });

  it("that is open by --insecure says what that means", async () => {
    expect(await checkListener({ ...open, address: "0.0.0.0:7450" }, true)).toBe(
      "--listen 0.0.0.0:7450 is open to other machines without TLS and tokens: whoever reaches it may run programs on every agent",
    );
    expect(await checkListener({ ...open, asks: true, address: "0.0.0.0:7450" }, true)).toContain(
      "without TLS: whoever listens on the way",
    );
  });
});
