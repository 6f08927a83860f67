/** The loader's file in a carried folder: the same name on every kind of machine, so that one command starts it on all of them. */
export const LOADER = "ld.so";

/**
 * How the Node of a self-contained agent in `folder` is started: a program and its first arguments. Its own loader, told where its libraries are, asks
 * nothing of the system around it, so it runs in an image without a C library, or with another one. The libraries are named in an argument and not
 * in the environment: trainers must find those of their image.
 */
export function carriedNode(folder: string): readonly [string, ...string[]] {
  const lib = `${folder}/lib`;
  return [`${lib}/${LOADER}`, "--inhibit-cache", "--library-path", lib, `${folder}/bin/node`];
}

/** The agent's program in `folder`, started by the Node there; its options follow. */
export function carriedAgent(folder: string): readonly [string, ...string[]] {
  return [...carriedNode(folder), `${folder}/dist/cli/agentMain.js`, "agent"];
}
