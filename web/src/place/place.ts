/** What is seen, as the part of the URL behind the # says it: `#/sweeps/beats/trials/3?sort=-value`. */
export interface Place {
  /** Decoded, such as ["sweeps", "beats"]. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** Reads the fragment of a URL, with or without its #. What is no place is the first page. */
export function placeOf(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  if (!path.startsWith("/")) return { path: [], query: {} };
  return {
    path: path.split("/").filter(Boolean).map(decoded),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The link to a place; what is empty or undefined in its query is left out. */
export function linkTo(path: readonly (string | number)[], query: Readonly<Record<string, string | undefined>> = {}) {
  const asked = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : [])),
  ).toString();
  return `#/${path.map((part) => encodeURIComponent(part)).join("/")}${asked === "" ? "" : `?${asked}`}`;
}

// A % that encodes nothing is what somebody has typed.
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
