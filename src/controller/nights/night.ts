import { SweepError } from "../../error.ts";
import { isObject } from "../../fields.ts";
import { SCHEDULED } from "../../shapes/nights.ts";
import { SERIES } from "../../words/series.ts";

/** One night of a template. */
export interface Night {
  readonly series: string;
  readonly name: string;
  /** A sweep document, not checked yet. */
  readonly document: object;
}

/**
 * The sweep document of the night that was scheduled for this time: the template, named by the series and the time to the minute, in UTC. So a night
 * that is started twice is the same sweep. The series is the template's label `macrosweep.dev/series`, else its name (or generateName).
 * @param minute `YYYY-MM-DDTHH:MM`, in UTC
 * @throws SweepError `invalid` when the template has no name
 */
export function nightOf(template: unknown, minute: string): Night {
  const fields = isObject(template) ? template : {};
  const { name: named, generateName, labels = {}, ...metadata } = isObject(fields.metadata) ? fields.metadata : {};
  const base = typeof named === "string" ? named : generateName;
  if (typeof base !== "string" || base.replace(/-+$/, "") === "") {
    throw new SweepError(
      "invalid",
      "metadata.name: is missing; the nights are named by it, or by metadata.generateName, and the time",
    );
  }
  const stem = base.replace(/-+$/, "");
  const digits = minute.replace(/[-:T]/g, "");
  const own: Readonly<Record<string, unknown>> = isObject(labels) ? labels : {};
  const said = own[SERIES];
  const series = typeof said === "string" ? said : stem;
  // A name of Kubernetes has 63 characters.
  const name = `${stem.slice(0, 63 - digits.length - 1).replace(/-+$/, "")}-${digits}`;
  const scheduled = `${digits.slice(0, 8)}T${digits.slice(8)}Z`;
  return {
    series,
    name,
    document: {
      ...fields,
      metadata: { ...metadata, name, labels: { ...own, [SERIES]: series, [SCHEDULED]: scheduled } },
    },
  };
}
