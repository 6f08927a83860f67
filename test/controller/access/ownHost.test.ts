import { describe, expect, it } from "vitest";
import { isOwnHost, isOwnOrigin } from "../../../src/controller/access/index.ts";

const none: ReadonlySet<string> = new Set();

describe("the Host header", () => {
  it.each(["localhost", "LocalHost:7451", "127.0.0.1:7451", "[::1]:7451", "[::1]"])(
    "%s means a server on loopback",
    (host) => {
      expect(isOwnHost(host, none, true)).toBe(true);
    },
  );

  it.each([
    undefined,
    "",
    "attacker.example",
    "attacker.example:7451",
    "localhost.attacker.example",
    "127.0.0.1.attacker.example",
    "10.0.0.5:7451",
    "localhost:7451@attacker.example",
    "localhost, attacker.example",
    "[::1",
    "localhost:7451:1",
    `${"a".repeat(64_000)}.example`,
  ])("%s does not", (host) => {
    expect(isOwnHost(host, none, true)).toBe(false);
  });

  it("may be a name that it was given", () => {
    const names = new Set(["sweeps.example.org"]);
    expect(isOwnHost("Sweeps.Example.org:443", names, true)).toBe(true);
    expect(isOwnHost("other.example.org", names, true)).toBe(false);
  });

  it("may be any address where others reach the server, and no name", () => {
    expect(["10.0.0.5:7451", "[2001:db8::1]:7451"].map((host) => isOwnHost(host, none, false))).toEqual([true, true]);
    expect(isOwnHost("attacker.example", none, false)).toBe(false);
  });
});

describe("a request that changes something", () => {
  it.each([
    [{}, true, "of a program"],
    [{ origin: "http://localhost:7451", site: "same-origin" }, true, "of the page"],
    [{ origin: "http://attacker.example", site: "cross-site" }, false, "of another page"],
    [{ origin: "http://localhost:3000", site: "same-site" }, false, "of another port"],
    [{ origin: "null" }, false, "of a file or a sandbox"],
    [{ site: "cross-site" }, false, "of another page that hides its name"],
    [{ origin: "not a url" }, false, "of nobody"],
  ])("%j: %s (%s)", (headers, own, _whose) => {
    expect(isOwnOrigin({ host: "localhost:7451", ...headers }, none)).toBe(own);
  });

  it("may come from an origin that was given", () => {
    expect(
      isOwnOrigin(
        { host: "localhost:7451", origin: "https://notebook.example" },
        new Set(["https://notebook.example"]),
      ),
    ).toBe(true);
  });
});
