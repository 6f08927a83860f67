import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it, onTestFinished } from "vitest";
import { plainBytes } from "../../../src/bundled/data/plainBytes.ts";

async function read(bytes: Buffer, said = false): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "bytes-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "x.csv"), bytes);
  const pieces: Buffer[] = [];
  for await (const piece of plainBytes(join(folder, "x.csv"), "x.csv", said)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const text = "v,class\n1,a\n".repeat(1000);

it("are the bytes of a text", async () => expect(await read(Buffer.from(text))).toBe(text));
it("are those that gzip has packed, whatever the file is called", async () =>
  expect(await read(gzipSync(text))).toBe(text));
it("are those of UTF-16 without a mark where the document says so", async () => {
  expect(await read(Buffer.from(text, "utf16le"), true)).toBe(Buffer.from(text, "utf16le").toString());
});

it("are none of an empty file", async () => expect(await read(Buffer.alloc(0))).toBe(""));

it.each([
  ["gzip that is torn", gzipSync(text).subarray(0, -20), "x.csv: is gzip, and damaged"],
  ["gzip around a workbook", gzipSync("PK\x03\x04"), "x.csv (unpacked by gzip): is a ZIP archive"],
  [
    "a workbook",
    Buffer.from("PK\x03\x04 and so on"),
    "x.csv: is a ZIP archive, as workbooks (.xlsx, .ods) and .npz files are; save it as CSV",
  ],
  ["Parquet", Buffer.from("PAR1 and so on"), "x.csv: is a Parquet file"],
  ["HDF5", Buffer.from("\x89HDF\r\n", "latin1"), "x.csv: is an HDF5 file"],
  ["bzip2", Buffer.from("BZh9 and so on"), "x.csv: is packed by bzip2"],
  ["zstd", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), "x.csv: is packed by zstd"],
  ["an array", Buffer.from("\x93NUMPY\x01", "latin1"), "x.csv: is an array of NumPy without the ending .npy"],
  ["a web page", Buffer.from("<!DOCTYPE html>"), "x.csv: is a web page"],
  [
    "UTF-16 without a byte order mark",
    Buffer.from(text, "utf16le"),
    "x.csv: is UTF-16 without a byte order mark; say encoding: utf-16le",
  ],
])("say what %s is", async (_, bytes, message) => {
  await expect(read(bytes)).rejects.toThrow(message);
});
