// Before x509, whose container of parts looks for it.
import "reflect-metadata";
import type { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";

/** A certificate with its key, both as PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;

// Clocks of machines differ.
const BEFORE_MS = 3_600_000;

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const { keyCertSign, cRLSign, digitalSignature } = x509.KeyUsageFlags;

/** Makes a private CA; it signs no other CA. Valid for ten years. */
export async function makeCa(): Promise<Issued> {
  const keys = await makeKeys();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: ["macrosweep private CA"] }],
    keys,
    ...validFor(3650 * DAY_MS),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return issued(cert, keys);
}

/** A certificate of a server for these names and IP addresses. */
export async function issueServer(ca: Issued, hosts: readonly string[], lifeMs: number): Promise<Issued> {
  const names = hosts.map((host) => ({ type: isIP(host) === 0 ? ("dns" as const) : ("ip" as const), value: host }));
  const usage = x509.ExtendedKeyUsage.serverAuth;
  return await issue(ca, hosts[0] ?? "localhost", lifeMs, usage, [new x509.SubjectAlternativeNameExtension(names)]);
}

/** A certificate of an agent; it is good for no server. */
export async function issueAgent(ca: Issued, name: string, lifeMs: number): Promise<Issued> {
  return await issue(ca, name, lifeMs, x509.ExtendedKeyUsage.clientAuth, []);
}

async function issue(
  ca: Issued,
  name: string,
  lifeMs: number,
  usage: x509.ExtendedKeyUsage,
  more: readonly x509.Extension[],
): Promise<Issued> {
  const keys = await makeKeys();
  const issuer = new x509.X509Certificate(ca.cert);
  const der = x509.PemConverter.decodeFirst(ca.key);
  const signingKey = await crypto.subtle.importKey("pkcs8", der, ALGORITHM, false, ["sign"]);
  const cert = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [name] }],
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    ...validFor(lifeMs),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([usage]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...more,
    ],
  });
  return issued(cert, keys);
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

function validFor(lifeMs: number): { notBefore: Date; notAfter: Date } {
  const nowMs = Date.now();
  return { notBefore: new Date(nowMs - BEFORE_MS), notAfter: new Date(nowMs + lifeMs) };
}

async function issued(cert: x509.X509Certificate, keys: webcrypto.CryptoKeyPair): Promise<Issued> {
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: `${cert.toString("pem")}\n`, key: `${x509.PemConverter.encode(pkcs8, "PRIVATE KEY")}\n` };
}
