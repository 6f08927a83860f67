const KEY = "macrosweep.token";

/** Keeps a token for this session, in place of the one before. */
export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token.trim());
}

/** The token of a link (`#token=...`), once: it goes from the URL into the session, so that no history or screenshot has it. */
export function takeToken(): string | null {
  const [, token, rest = ""] = /^#token=([^&]+)&?(.*)$/.exec(location.hash) ?? [];
  if (token === undefined) return sessionStorage.getItem(KEY);
  keepToken(decodeURIComponent(token));
  history.replaceState(null, "", `${location.pathname}${location.search}#${rest}`);
  return sessionStorage.getItem(KEY);
}
