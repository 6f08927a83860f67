import { invalid } from "../error.ts";

const ADDRESS = /^(?:\[[0-9a-fA-F:.]+\]|[^\s:/[\]]+):(\d{1,5})$/;

/**
 * Checks `host:port`, with IPv6 in brackets, and returns it as it is. Port 0 is for listening only (any free one).
 * @throws SweepError `invalid` naming the option and the value.
 */
export function checkAddress(option: string, value: string, lowestPort: 0 | 1): string {
  const port = Number(ADDRESS.exec(value)?.[1] ?? -1);
  if (port >= lowestPort && port <= 65_535) return value;
  throw invalid([{ path: option, value, rule: `must be HOST:PORT with a port from ${lowestPort} to 65535` }]);
}
