import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Where `npm run build` puts the page: beside the built code, and for who starts from the source in dist/ beside src/. */
const FOLDERS = ["../../web/", "../../../dist/web/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));

interface PageFile {
  readonly content: Buffer;
  readonly type: string;
}

/** The page: its files by path, such as `/assets/index-abc.js`. A few, and small: they are in memory. */
export type Page = ReadonlyMap<string, PageFile>;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Reads the page; without files where it was never built. */
export function readPage(folders: readonly string[] = FOLDERS): Page {
  const folder = folders.find((one) => existsSync(join(one, "index.html")));
  if (folder === undefined) return new Map();
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => extname(name) in TYPES);
  return new Map(
    names.map((name) => {
      const type = TYPES[extname(name)] ?? "";
      return [`/${name.replaceAll("\\", "/")}`, { content: readFileSync(join(folder, name)), type }];
    }),
  );
}

/** Where the page is served, as the table of actions has it. */
export const PAGE_PATHS = ["/", "/icon.svg", "/assets/{file}"] as const;

/** Serves the page's files. What it is not is answered by `answerPage`, where a browser asks for it. */
export function servePage(app: FastifyInstance, page: Page): void {
  app.get("/", (_request, reply) => sendIndex(reply, page));
  for (const path of ["/icon.svg", "/assets/:file"]) {
    app.get(path, ({ url }, reply) => {
      const file = page.get(url.replace(/\?.*/, ""));
      return file === undefined ? reply.callNotFound() : sendFile(reply, file, path !== "/icon.svg");
    });
  }
}

/**
 * The page for a person who has come to a path that is none, such as one that an older page had; null for a program, and for what begins like the
 * API's paths.
 */
export function answerPage(page: Page, request: FastifyRequest, reply: FastifyReply): FastifyReply | null {
  const isPerson = request.headers.accept?.includes("text/html") === true;
  const isLooking = request.method === "GET" || request.method === "HEAD";
  if (!isPerson || !isLooking || /^\/(api|assets)(\/|$|\?)/.test(request.url)) return null;
  return sendIndex(reply, page);
}

function sendIndex(reply: FastifyReply, page: Page): FastifyReply {
  const index = page.get("/index.html");
  if (index !== undefined) return sendFile(reply, index, false);
  return reply.type("text/html; charset=utf-8").send(NOT_BUILT);
}

const NOT_BUILT = `<!doctype html>
<html lang="en"><title>macrosweep</title>
<h1>The page is not built</h1>
<p>This controller runs from a source checkout. Build the page there, and start the controller again: <code>npm run build</code></p>
<p>The API is here all the same: <a href="/openapi.json">/openapi.json</a>, <a href="/api/v1/sweeps">/api/v1/sweeps</a></p>
</html>
`;

// What has a hash in its name has another name when it is another content.
function sendFile(reply: FastifyReply, { content, type }: PageFile, isForever: boolean): FastifyReply {
  const etag = `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
  return reply
    .header("cache-control", isForever ? "public, max-age=31536000, immutable" : "no-cache")
    .header("etag", etag)
    .type(type)
    .send(content);
}
