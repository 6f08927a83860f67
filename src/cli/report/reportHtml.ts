import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SweepError } from "../../error.ts";
import type { Answers } from "./recordAnswers.ts";

/** The page's own parts. */
export interface BuiltPage {
  readonly script: string;
  readonly style: string;
}

// Beside the built code, and of who starts from the source in dist/ beside src/.
const FOLDERS = ["../../web/assets/", "../../../dist/web/assets/"];

/** Reads the page that `npm run build` has made. @throws SweepError `unsupported` where it was never built */
export function readBuiltPage(): BuiltPage {
  const folder = FOLDERS.map((path) => fileURLToPath(new URL(path, import.meta.url))).find(existsSync);
  if (folder === undefined)
    throw new SweepError("unsupported", "the page is not built in this source checkout: npm run build");
  const names = readdirSync(folder);
  const read = (ending: string) =>
    names
      .filter((name) => name.endsWith(ending))
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("\n");
  return { script: read(".js"), style: read(".css") };
}

/** One HTML file with the page and the answers in it. Its policy lets it ask nobody for anything, and run no script but its own. */
export function reportHtml({ script, style }: BuiltPage, name: string, answers: Answers): string {
  const inline = script.replaceAll("</script", "<\\/script");
  const hash = createHash("sha256").update(inline).digest("base64");
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escaped(name)} · macrosweep</title>
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<noscript>This report draws curves, for which it needs JavaScript.</noscript>
<script type="application/json" id="recorded">${jsonInHtml({ at: `#/sweeps/${encodeURIComponent(name)}`, answers })}</script>
<script type="module">${inline}</script>
</body>
</html>
`;
}

// Nothing in it can end the element that it stands in.
function jsonInHtml(data: object): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
