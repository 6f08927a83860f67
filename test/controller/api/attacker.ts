// A stranger in a process of his own: `node attacker.ts KIND HOST:PORT`. Says "attacking" when he has begun, goes on until he is killed, and tells the
// first line of each answer and the end of each connection.
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";

const [kind = "", address = ""] = process.argv.slice(2);
const [host = "", port] = address.split(":");

const POST = "POST /api/v1/sweeps HTTP/1.1\r\nhost: localhost\r\n";
const PIECE = Buffer.alloc(64 * 1024, "x");

const attacks: Readonly<Record<string, () => void>> = {
  /** 100 MB whose length is said. */
  huge: () => poured(connected(`${POST}content-length: ${100 * 1024 * 1024}\r\n\r\n`), PIECE),
  /** Without an end, and without a length. */
  chunked: () => {
    const chunk = Buffer.concat([Buffer.from(`${PIECE.length.toString(16)}\r\n`), PIECE, Buffer.from("\r\n")]);
    poured(connected(`${POST}transfer-encoding: chunked\r\n\r\n`), chunk);
  },
  /** 1 MB that would unpack to 1 GB. */
  bomb: () => {
    const packed = gzipSync(Buffer.alloc(1024 * 1024 * 1024));
    connected(`${POST}content-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`).write(packed);
  },
  /** Headers without an end. */
  headers: () => poured(connected("GET / HTTP/1.1\r\n"), Buffer.from(`x-${"a".repeat(1_000)}: b\r\n`)),
  /** A name of 64 KB. */
  long: () => void connected(`GET /api/v1/sweeps/${"n".repeat(64 * 1024)} HTTP/1.1\r\nhost: localhost\r\n\r\n`),
  garbage: () => poured(connected(""), Buffer.alloc(16_384, "\u0000\u0001garbage")),
  /** 300 connections that say a letter a second. */
  slow: () => {
    for (let i = 0; i < 300; i++) {
      const socket = connected(i % 3 === 0 ? "" : i % 3 === 1 ? "GET /" : `${POST}content-length: 1000\r\n\r\n`);
      setInterval(() => socket.writable && socket.write("a"), 1_000);
    }
  },
  /** 2,000 streams that are never read. */
  streams: () => {
    for (let i = 0; i < 2_000; i++) connected("GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n").pause();
  },
  /** 100,000 names of which there is none, as fast as they are answered. */
  names: () => {
    const socket = connected("");
    let at = 0;
    const more = () => {
      while (at < 100_000 && socket.write(`HEAD /api/v1/sweeps/name-${at++} HTTP/1.1\r\nhost: localhost\r\n\r\n`));
      if (at < 100_000) socket.once("drain", more);
      else socket.write("GET /last HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    };
    socket.once("connect", more);
  },
};

attacks[kind]?.();
console.log("attacking");
setInterval(() => {}, 1_000);

function connected(first: string): Socket {
  const socket = connect(Number(port), host).on("error", () => {});
  socket.once("data", (bytes: Buffer) => console.log(bytes.toString("latin1").split("\r\n")[0]));
  socket.on("close", () => console.log("closed"));
  socket.write(first);
  return socket.resume();
}

function poured(socket: Socket, piece: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once("drain", more);
  };
  socket.once("connect", more);
}
