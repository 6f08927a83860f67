import { spawn } from "node:child_process";
import type { Command } from "commander";
import { config } from "./config.ts";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { goOnWithoutOutput } from "./outputError.ts";
import { aborted, stopSignal } from "./signals.ts";
import type { Line } from "./view/line.ts";

interface UiOptions extends ClientOptions {
  readonly open: boolean;
}

/** `macrosweep ui`: the page of a controller or of a folder. */
export function addUi(program: Command): void {
  addClientCommand(program, "ui", {
    summary: "open the page of a controller or of a state folder",
    description:
      "Open the page that shows sweeps as they happen, in the browser where there is a screen, and say its address. Where a controller runs, it is that one's page; of a folder that no controller holds, it is served here until Ctrl-C.",
    example: "macrosweep ui --state .macrosweep",
  })
    .option("--no-open", "only say the address")
    .action(async ({ json = false, open, ...options }: UiOptions) => {
      const stop = stopSignal();
      goOnWithoutOutput();
      await atHome(options, async ({ client, connection: { url }, runs }) => {
        // Nobody is sent to a page that is not there.
        await client.list();
        if (json) printJson({ url });
        else printLines(lines(url, runs));
        if (open && config.hasScreen) openInBrowser(url);
        if (!runs) await aborted(stop);
      });
    });
}

function lines(url: string, runs: boolean): Line[] {
  return [["Page: ", [url, "cyan"], runs ? "" : ["  (served until Ctrl-C)", "dim"]]];
}

// Where there is no such program the address, which was said, is enough.
function openInBrowser(url: string): void {
  const [program = "", ...args] = OPENERS[process.platform] ?? ["xdg-open"];
  spawn(program, [...args, url], { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};
