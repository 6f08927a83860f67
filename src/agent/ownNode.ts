import { basename, dirname } from "node:path";
import { carriedNode, LOADER } from "../carriedNode.ts";

/**
 * How another process of this Node is started: a program and its first arguments. Where the agent carries its Node along, the system says that the
 * loader is what runs, and the loader has to be told again what to load.
 */
export function ownNode(): readonly [string, ...string[]] {
  const { execPath } = process;
  return basename(execPath) === LOADER ? carriedNode(dirname(dirname(execPath))) : [execPath];
}
