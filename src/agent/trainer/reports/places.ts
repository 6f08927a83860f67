/** Whether a path of a document stands for several: `*` is any name, `**` any number of folders. */
function isPlaces(path: string): boolean {
  return path.includes("*");
}

/** A path up to the first part of it that is not known. */
export function knownPart(path: string): string {
  const parts = path.split("/");
  const first = parts.findIndex(isPlaces);
  return first === -1 ? path : parts.slice(0, first).join("/") || (path.startsWith("/") ? "/" : ".");
}
