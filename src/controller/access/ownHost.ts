import { isIP } from "node:net";

/**
 * Whether a request was meant for this server, by its Host header. A page of somewhere else can have its own name point to 127.0.0.1 and so reach a server
 * that only this machine reaches; the header still has its name. Addresses cannot be made to point elsewhere.
 *
 * @param names by which this server is known besides localhost: lower case, without ports
 */
export function isOwnHost(host: string | undefined, names: ReadonlySet<string>, loopback: boolean): boolean {
  const name = nameOf(host ?? "");
  if (name === "localhost" || names.has(name)) return true;
  const address = name.replace(/^\[(.*)\]$/, "$1");
  if (loopback) return address === "127.0.0.1" || address === "::1";
  return isIP(address) !== 0;
}

/**
 * Whether a browser sent this from a page of this server, or no browser did. Another page may send a form here without asking, though it does not see
 * the answer.
 *
 * @param origin the Origin header; @param site the Sec-Fetch-Site header
 * @param allowed origins that may ask besides, such as https://notebook.example.org
 */
export function isOwnOrigin(
  { host, origin, site }: { host?: string | undefined; origin?: string | undefined; site?: string | undefined },
  allowed: ReadonlySet<string>,
): boolean {
  if (origin === undefined) return site === undefined || site === "same-origin" || site === "none";
  if (allowed.has(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === (host ?? "").toLowerCase();
}

/** Without the port; "" for what is no host. */
function nameOf(host: string): string {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9._-]{1,253})(?::\d{1,5})?$/.exec(host.toLowerCase())?.[1] ?? "";
}
