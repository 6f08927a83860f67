import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Attributes } from "../../../../src/controller/telemetry/traces/otlp.ts";

/** A request as it came. */
export interface Posted {
  readonly path: string | undefined;
  readonly headers: IncomingMessage["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into is held against the schema of OTLP first
  readonly body: any;
}

/** A real HTTP server in the place of a collector, which answers with these statuses one after the other, the last one again and again. */
export async function openSink(statuses: readonly (number | "silence")[] = [200]) {
  const posted: Posted[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const status = statuses[Math.min(posted.length, statuses.length - 1)] ?? 200;
    posted.push({ path: request.url, headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
    // A silent one holds the connection until the test ends.
    if (status !== "silence") response.writeHead(status).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, posted, spans: () => posted.flatMap(({ body }) => spansOf(body)) };
}

// biome-ignore lint/suspicious/noExplicitAny: as above
export function spansOf(body: any): any[] {
  return body.resourceSpans[0].scopeSpans[0].spans;
}

/** Attributes as they were before they were written. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export function readAttributes(written: any[]): Attributes {
  return Object.fromEntries(
    written.map(({ key, value }) => {
      return [key, value.stringValue ?? value.boolValue ?? Number(value.intValue ?? value.doubleValue)];
    }),
  );
}
