import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createFileRegistry,
  fromBinary,
  fromJson,
  type JsonObject,
  type JsonValue,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

// The words of agents and controllers of other versions, out of descriptors: none of the code that is generated for this one.

const root = join(import.meta.dirname, "../..");

/** Writes and reads one type of message as JSON (the mapping of Protobuf, camelCase). What the version does not know of it is left out. */
interface Word {
  write(message: JsonValue): Buffer;
  read(wire: Uint8Array): JsonObject;
}

/** What both sides of a session say to each other in one version. */
export interface Words {
  readonly request: Word;
  readonly response: Word;
}

/** Those of the last release. */
export function releasedWords(): Words {
  return wordsIn(readFileSync(join(root, "proto/released.binpb")));
}

/** Those of a version whose agent.proto has been edited so. */
export function editedWords(edit: (proto: string) => string): Words {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-words-"));
  try {
    for (const name of ["proto", "buf.yaml"]) cpSync(join(root, name), join(folder, name), { recursive: true });
    const file = join(folder, "proto/macrosweep/v1/agent.proto");
    writeFileSync(file, edit(readFileSync(file, "utf8")));
    const buf = join(root, "node_modules/.bin/buf");
    const { status, stderr } = spawnSync(buf, ["build", "-o", "words.binpb"], { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return wordsIn(readFileSync(join(folder, "words.binpb")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function wordsIn(descriptors: Uint8Array): Words {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors));
  const word = (name: string): Word => {
    const type = registry.getMessage(`macrosweep.v1.${name}`);
    if (type === undefined) throw new Error(`there is no ${name}`);
    return {
      write: (message) => Buffer.from(toBinary(type, fromJson(type, message))),
      read: (wire) => toJson(type, fromBinary(type, wire), { alwaysEmitImplicit: true }) as JsonObject,
    };
  };
  return { request: word("SessionRequest"), response: word("SessionResponse") };
}

export const SESSION = "/macrosweep.v1.AgentService/Session";
