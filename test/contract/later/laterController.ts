import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { z } from "zod";
import { parseAsWritten } from "../../../src/asWritten.ts";
import { ROUTES } from "../../../src/controller/api/routes/index.ts";
import { problemShape } from "../../../src/shapes/problem.ts";
import { MORE, withMore } from "./withMore.ts";

/** A controller to come: the one at `url`, which says more in each answer and has more events. Returns where it listens, until `close`. */
export async function openLaterController(url: string): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((asked, answer) => pass(url, asked, answer));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function pass(url: string, asked: IncomingMessage, answer: ServerResponse): void {
  const { method = "GET", headers } = asked;
  const { host } = new URL(url);
  // An answer that is compressed, or known already, could not be changed.
  const { "accept-encoding": _, "if-none-match": __, ...kept } = headers;
  const passed = request(new URL(asked.url ?? "/", url), { method, headers: { ...kept, host } });
  asked.pipe(passed);
  answer.on("close", () => passed.destroy());
  passed.on("error", () => answer.destroy());
  passed.on("response", async (response) => {
    try {
      await tell(method, asked.url ?? "/", response, answer);
    } catch (error) {
      // Whoever asked has gone.
      if (!answer.destroyed) throw error;
    }
  });
}

async function tell(method: string, path: string, response: IncomingMessage, answer: ServerResponse): Promise<void> {
  const { statusCode = 0, headers } = response;
  const media = (headers["content-type"] ?? "").split(";")[0];
  const { "content-length": _, ...kept } = headers;
  answer.writeHead(statusCode, { ...kept, "macrosweep-weather": "grey" });
  const shape = media === "application/problem+json" ? problemShape : answerShape(method, path);
  if (shape !== null && /[/+]json$/.test(media ?? "")) answer.end(changed(shape, await text(response)));
  else if (shape !== null && media === "text/event-stream") {
    for await (const block of blocksOf(response)) answer.write(blockWithMore(shape, block));
    answer.end();
  } else response.pipe(answer);
}

/** null: of what is no route, such as the document of all of them. */
function answerShape(method: string, path: string): z.ZodType | null {
  const { pathname } = new URL(path, "http://any");
  const route = ROUTES.find((one) => {
    return one.method === method && new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(pathname);
  });
  return route?.answer ?? null;
}

function changed(shape: z.ZodType, json: string): string {
  return JSON.stringify(withMore(shape, parseAsWritten(json)));
}

/** What stands between two empty lines, each with the one behind it. */
async function* blocksOf(stream: IncomingMessage): AsyncGenerator<string> {
  let rest = "";
  stream.setEncoding("utf8");
  for await (const piece of stream) {
    const blocks = (rest + String(piece)).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) yield `${block}\n\n`;
  }
}

/** An event of a kind that nobody knows, and this one with a field more; of its data, where it is that of the route. */
function blockWithMore(shape: z.ZodType, block: string): string {
  const told = block.replace(/^data: (.+)$/m, (line, json: string) => {
    return block.startsWith("event: sweep") ? `data: ${changed(shape, json)}` : line;
  });
  return `event: weather\ndata: ${JSON.stringify(MORE)}\n\nsky: grey\n${told}`;
}
