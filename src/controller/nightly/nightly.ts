import { randomBytes } from "node:crypto";
import type { IfActive, NightAnswer } from "../../shapes/nights.ts";
import type { SweepDetail } from "../../shapes/sweep.ts";
import { SERIES } from "../../words/series.ts";
import { createRequest, renamed } from "../core/createRequest.ts";
import { readPlaced } from "../core/document/spec.ts";
import type { Engine } from "../engine.ts";
import { nightOf } from "../nights/night.ts";
import { nightsOf } from "../nights/nights.ts";
import { prepareNight } from "../nights/prepareNight.ts";
import { whyStopped } from "../nights/stopRule.ts";
import { nightId, type Origin } from "./origin.ts";

/** The sweeps as they are shown. */
export interface Shown {
  /** In the order of their creation. */
  all(): Promise<SweepDetail[]>;
  some(names: readonly string[]): Promise<SweepDetail[]>;
}

/** Makes the nights of a series, one after the other: whoever asks for one, from a command or by a schedule, comes here. */
export class Nightly {
  readonly #engine: Engine;
  readonly #shown: Shown;
  #last: Promise<unknown> = Promise.resolve();

  constructor(engine: Engine, shown: Shown) {
    this.#engine = engine;
    this.#shown = shown;
  }

  /**
   * Creates the night of a template that was scheduled for this time, or says why not. A night that is there already stays as it is.
   * @param minute `YYYY-MM-DDTHH:MM`, in UTC
   * @param origin the resource that the template comes from; left out: people have written it
   * @throws SweepError `invalid` with every mistake of the template
   */
  submit(template: unknown, minute: string, ifActive: IfActive, origin?: Origin): Promise<NightAnswer> {
    // What one night finds must hold until it is there.
    const turn = this.#last.then(() => this.#submit(template, minute, ifActive, origin));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #submit(template: unknown, minute: string, ifActive: IfActive, origin?: Origin): Promise<NightAnswer> {
    const night = nightOf(template, minute);
    const { prefix } = origin ?? { prefix: "" };
    const name = `${prefix}${night.name}`;
    const series = `${prefix}${night.series}`;
    const { spec: read, nights } = readPlaced(night.document);
    const answer = { series, night: name, active: null, reason: null, sweep: null };
    const sweeps = await this.#shown.all();
    const own = sweeps.filter(({ sweep, labels }) => labels[SERIES] === series && sweep.startsWith(prefix));
    const there = sweeps.find(({ sweep }) => sweep === name);
    if (there !== undefined) return { ...answer, kind: "existing", sweep: there };
    const production = read.baseline?.params ?? null;
    const stopped = whyStopped(nightsOf(series, own), production, nights.stopAfter);
    if (stopped !== null) return { ...answer, kind: "stopped", reason: stopped };
    const [active] = own.filter(({ state }) => state === "running" || state === "paused");
    if (active !== undefined && ifActive !== "replace") {
      const reason = `sweep ${active.sweep} of this series has not ended`;
      return { ...answer, kind: ifActive === "skip" ? "skipped" : "waits", active: active.sweep, reason };
    }
    const { learnFrom, trials } = nights;
    const standing = { objective: read.objective, learnFrom, trials, production, budget: read.budget.trials };
    // No name of a document has a prefix.
    const earlier = own.map((one) => ({ ...one, sweep: one.sweep.slice(prefix.length) }));
    const document = prepareNight({ ...night, series }, standing, earlier);
    const request = renamed(createRequest(document), (one) => `${prefix}${one}`);
    const spec = { ...request.spec, labels: { ...request.spec.labels, [SERIES]: series } };
    if (active !== undefined) await this.#cancel(own);
    const id = origin === undefined ? randomBytes(4).toString("hex") : nightId(origin, name);
    await this.#engine.execute(name, { ...request, spec, id });
    const [sweep = null] = await this.#shown.some([name]);
    return { ...answer, kind: "submitted", sweep };
  }

  async #cancel(own: readonly SweepDetail[]): Promise<void> {
    for (const { sweep, state } of own) {
      if (state === "running" || state === "paused") await this.#engine.execute(sweep, { kind: "cancel" });
    }
  }
}
