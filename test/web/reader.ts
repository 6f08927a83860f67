import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";

/** How a reader looks at the page. */
export interface Reader {
  readonly width: number;
  readonly scheme: "light" | "dark";
}

/** A screen, the same in the dark, and a phone. */
export const READERS: readonly Reader[] = [
  { width: 1280, scheme: "light" },
  { width: 1280, scheme: "dark" },
  { width: 375, scheme: "light" },
];

const DESK: Reader = { width: 1280, scheme: "light" };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The page as one reader has it, and what went wrong in it. */
export class Reading {
  readonly page: Page;
  /** Errors of scripts, what the browser complains of (its policy of content too), and dialogs that somebody's text has opened. */
  readonly wrong: string[] = [];
  readonly #url: string;

  private constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
    page.on("pageerror", ({ message }) => this.wrong.push(message));
    page.on("console", (said) => {
      // That something is not there or not allowed, or nobody answers, is no error of the page.
      if (said.type() === "error" && !/ERR_(CONNECTION|INCOMPLETE|EMPTY)|status of 40[134]/.test(said.text()))
        this.wrong.push(said.text());
    });
    page.on("dialog", (dialog) => {
      this.wrong.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  static async open(browser: Browser, url: string, { width, scheme }: Reader = DESK): Promise<Reading> {
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme: scheme,
      reducedMotion: "reduce",
      bypassCSP: false,
    });
    return new Reading(page, url);
  }

  /** Goes to a place such as `#/sweeps/beats` and waits until its heading is there. */
  async goTo(place: string): Promise<void> {
    await this.page.goto(`${this.#url}/${place}`);
    await this.page.locator("main h1, main h2").first().waitFor();
  }

  /** By how many pixels the page is wider than its window. */
  async overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }

  /** What axe finds that is serious or worse: rule and element. */
  async barriers(): Promise<string[]> {
    // Through the debugger: as a script of the page its policy would refuse it.
    await this.page.evaluate(AXE);
    const found = await this.page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
    const { violations } = found as { violations: { id: string; impact: string; nodes: { html: string }[] }[] };
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }

  /** How many pixels of the chart have a colour of the page, such as `curve-running`. */
  async pixels(colour: string): Promise<number> {
    return this.page.evaluate((name) => {
      const canvas = document.querySelector<HTMLCanvasElement>(".chart canvas:not(.overlay)");
      const context = canvas?.getContext("2d");
      if (!canvas || !context) return 0;
      const probe = document.body.appendChild(document.createElement("span"));
      probe.style.color = `var(--${name})`;
      const wanted = getComputedStyle(probe).color.match(/\d+/g)?.map(Number) ?? [];
      probe.remove();
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        const isNear = wanted.every((part, channel) => Math.abs(part - (data[i + channel] ?? 0)) < 24);
        if (isNear && (data[i + 3] ?? 0) > 128) count++;
      }
      return count;
    }, colour);
  }
}
