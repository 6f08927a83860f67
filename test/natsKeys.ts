import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

// Keys and tokens as NATS has them (docs.nats.io, "NKeys" and "JWT"), which its own tool nsc writes.

/** First byte of a key in base32, by what it is of; of a seed it is the second. */
const KIND = { operator: 14 << 3, account: 0, user: 20 << 3 } as const;
const SEED = 18 << 3;

/** A pair of keys. */
interface Nkey {
  /** As it is told to everybody: 56 letters and digits. */
  readonly name: string;
  /** What it can be made of again: 58 of them, beginning with S. */
  readonly seed: string;
  readonly key: KeyObject;
}

export function makeNkey(kind: keyof typeof KIND): Nkey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const { x = "" } = publicKey.export({ format: "jwk" });
  const { d = "" } = privateKey.export({ format: "jwk" });
  const of = KIND[kind];
  const seedHead = [SEED | (of >> 5), (of & 31) << 3];
  return {
    name: encoded([of], Buffer.from(x, "base64url")),
    seed: encoded(seedHead, Buffer.from(d, "base64url")),
    key: privateKey,
  };
}

/** What a server is configured with, and a user's file of credentials. */
export interface Operated {
  readonly configuration: string;
  readonly creds: string;
}

/** An operator with one account that may use JetStream, and a user of it, as `nsc` makes them. */
export function makeOperated(): Operated {
  const operator = makeNkey("operator");
  const [system, account] = [makeNkey("account"), makeNkey("account")];
  const user = makeNkey("user");
  const any = { subs: -1, data: -1, payload: -1 };
  const limits = { ...any, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
  const jetstream = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
  const jwts = {
    operator: jwt(operator, operator.name, { type: "operator", system_account: system.name }),
    system: jwt(operator, system.name, { type: "account", limits }),
    account: jwt(operator, account.name, { type: "account", limits: { ...limits, ...jetstream } }),
    user: jwt(account, user.name, { type: "user", pub: {}, sub: {}, ...any }),
  };
  return {
    configuration: `operator: ${jwts.operator}
system_account: ${system.name}
resolver: MEMORY
resolver_preload: { ${system.name}: ${jwts.system}, ${account.name}: ${jwts.account} }`,
    creds: `-----BEGIN NATS USER JWT-----
${jwts.user}
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
${user.seed}
------END USER NKEY SEED------
`,
  };
}

function jwt(issuer: Nkey, subject: string, nats: object): string {
  const claims = { jti: subject, iat: 1_700_000_000, iss: issuer.name, sub: subject, name: "test" };
  const text = [
    { typ: "JWT", alg: "ed25519-nkey" },
    { ...claims, nats: { ...nats, version: 2 } },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${sign(null, Buffer.from(text), issuer.key).toString("base64url")}`;
}

/** In base32, without padding, with a CRC-16 (XMODEM) behind it. */
function encoded(head: readonly number[], bytes: Uint8Array): string {
  const body = [...head, ...bytes];
  const crc = crc16(body);
  const bits = [...body, crc & 255, crc >> 8].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function crc16(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc & 0x80_00) === 0 ? crc << 1 : (crc << 1) ^ 0x10_21) & 0xff_ff;
  }
  return crc;
}
