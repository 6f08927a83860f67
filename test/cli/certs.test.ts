import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { macrosweep, newFolder } from "./command.ts";

function newCerts() {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  const dir = join(path, "certs");
  return {
    dir,
    read: (name: string) => new X509Certificate(readFileSync(join(dir, `${name}.pem`))),
    key: (name: string) => readFileSync(join(dir, `${name}-key.pem`), "utf8"),
    mode: (name: string) => statSync(join(dir, name)).mode & 0o777,
  };
}

it("certs init makes a CA and a server's certificate for the hosts, with keys that nobody else can read", async () => {
  const { dir, read, mode } = newCerts();
  const { code, stdout } = await macrosweep(
    "certs",
    "init",
    "--dir",
    dir,
    "--host",
    "box.example",
    "--host",
    "10.0.0.5",
  );
  expect(code).toBe(0);
  expect(stdout).toContain(`--tls-cert ${dir}/server.pem --tls-key ${dir}/server-key.pem`);
  const [ca, server] = [read("ca"), read("server")];
  expect([ca.ca, server.ca]).toEqual([true, false]);
  expect(server.verify(ca.publicKey) && server.checkIssued(ca)).toBe(true);
  expect([server.checkHost("box.example"), server.checkIP("10.0.0.5")]).toEqual(["box.example", "10.0.0.5"]);
  expect([server.checkHost("localhost"), server.checkIP("10.0.0.6")]).toEqual([undefined, undefined]);
  expect(["ca-key.pem", "server-key.pem"].map(mode)).toEqual([0o600, 0o600]);
});

it("certs init without hosts is for this machine; a second one keeps the CA and makes a new certificate", async () => {
  const { dir, read, key } = newCerts();
  await macrosweep("certs", "init", "--dir", dir);
  const [ca, server, caKey] = [read("ca"), read("server"), key("ca")];
  expect([server.checkHost("localhost"), server.checkIP("127.0.0.1"), server.checkIP("::1")]).not.toContain(undefined);
  const { stdout } = await macrosweep("certs", "init", "--dir", dir);
  expect(stdout).toContain("The CA that was there");
  expect([read("ca").serialNumber, key("ca")]).toEqual([ca.serialNumber, caKey]);
  expect(read("server").serialNumber).not.toBe(server.serialNumber);
  expect(read("server").verify(ca.publicKey)).toBe(true);
});

it("certs agent makes a certificate that names the agent and is for clients alone", async () => {
  const { dir, read, mode } = newCerts();
  await macrosweep("certs", "init", "--dir", dir);
  const { stdout } = await macrosweep("certs", "agent", "gpu-1", "--dir", dir, "--expires", "2d", "--json");
  expect(JSON.parse(stdout)).toEqual({ name: "gpu-1", cert: join(dir, "gpu-1.pem"), key: join(dir, "gpu-1-key.pem") });
  const cert = read("gpu-1");
  expect(cert.subject).toBe("CN=gpu-1");
  expect(cert.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
  expect(Date.parse(cert.validTo) - Date.now()).toBeLessThan(2 * 86_400_000);
  expect(mode("gpu-1-key.pem")).toBe(0o600);
});

it("certs revoke ends what was made for an agent until now, and says where the name may be wrong", async () => {
  const { dir, read } = newCerts();
  await macrosweep("certs", "init", "--dir", dir);
  await macrosweep("certs", "agent", "gpu-1", "--dir", dir);
  const said = await macrosweep("certs", "revoke", "gpu-1", "--dir", dir);
  expect([said.code, said.stdout]).toEqual([
    0,
    `Revoked: all certificates of the agent gpu-1 until now (${dir}/revoked.json); controllers take note within seconds.\n`,
  ]);
  const revoked = () => JSON.parse(readFileSync(join(dir, "revoked.json"), "utf8")).agents;
  expect(revoked()).toEqual([{ name: "gpu-1", revokedMs: expect.any(Number), since: [] }]);
  await macrosweep("certs", "agent", "gpu-1", "--dir", dir);
  expect(revoked()).toMatchObject([{ name: "gpu-1", since: [read("gpu-1").fingerprint256] }]);
  expect((await macrosweep("certs", "revoke", "gpu-l", "--dir", dir)).stdout).toContain("There is none of this name");
  await macrosweep("certs", "revoke", "gpu-1", "--dir", dir);
  expect(revoked()).toMatchObject([{ name: "gpu-l" }, { name: "gpu-1", since: [] }]);
});

it.each([
  [["agent", "gpu-1"], "has no CA of its own"],
  [["revoke", "gpu-1"], "has no CA of its own"],
  [["revoke", "../gpu"], 'NAME: "../gpu" must be letters, digits'],
  [["agent", "../gpu"], 'NAME: "../gpu" must be letters, digits'],
  [["agent", "ca"], 'NAME: "ca" must be letters, digits'],
  [["init", "--host", "not a host"], '--host: "not a host" must be a name or an address'],
])("certs %j: %s", async (args, message) => {
  const { code, stderr } = await macrosweep("certs", ...args, "--dir", newCerts().dir);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});
