import type { Mistake } from "../../../error.ts";
import { Fields, isObject } from "../../../fields.ts";
import { LABEL, SUBDOMAIN } from "./kubernetesNames.ts";

/** A folder of the trainer's container that comes from outside it: a claim or a config map. */
export interface VolumeSpec {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string | undefined;
  readonly readOnly: boolean;
  /** Name of a persistent volume claim. */
  readonly claim?: string | undefined;
  readonly configMap?: string | undefined;
}

const MOST = 32;
const PATH = /^(\/[A-Za-z0-9_][A-Za-z0-9._-]{0,127}){1,16}$/;
const SUB_PATH = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}(\/[A-Za-z0-9_][A-Za-z0-9._-]{0,127}){0,15}$/;

/** Reads `volumes`. */
export function readVolumes(placement: Fields, mistakes: Mistake[]): readonly VolumeSpec[] | undefined {
  const raw = placement.raw("volumes");
  if (raw === undefined) return undefined;
  if (!Array.isArray(raw) || raw.length > MOST) {
    placement.mistake("volumes", raw, `must be a list of at most ${MOST}`);
    return undefined;
  }
  const volumes = raw.map((each: unknown, i) => {
    return readVolume(new Fields(each, placement.path(`volumes[${i}]`), mistakes), isObject(each));
  });
  for (const key of ["name", "mountPath"] as const) {
    const twice = volumes.find((volume, i) => volumes.findIndex((other) => other[key] === volume[key]) < i)?.[key];
    if (twice !== undefined && twice !== "") placement.mistake("volumes", twice, `stands twice as ${key}`);
  }
  return volumes;
}

function readVolume(fields: Fields, isGiven: boolean): VolumeSpec {
  const name = fields.text("name");
  if (name !== "" && !LABEL.test(name)) fields.mistake("name", name, "must be lower-case letters, digits and -");
  const mountPath = fields.text("mountPath");
  if (mountPath !== "") {
    if (!PATH.test(mountPath)) fields.mistake("mountPath", mountPath, "must be an absolute path of plain names");
    else if (TAKEN.test(mountPath))
      fields.mistake("mountPath", mountPath, "is a folder of the system's or the agent's");
  }
  const text = (key: "claim" | "configMap" | "subPath", form: RegExp, what: string) => {
    const value = fields.raw(key);
    if (value === undefined) return undefined;
    if (typeof value === "string" && form.test(value)) return value;
    fields.mistake(key, value, `must be ${what}`);
    return undefined;
  };
  const claim = text("claim", SUBDOMAIN, "the name of a persistent volume claim");
  const configMap = text("configMap", SUBDOMAIN, "the name of a config map");
  const isOneOf = (fields.raw("claim") === undefined) !== (fields.raw("configMap") === undefined);
  if (isGiven && !isOneOf) fields.mistake(null, undefined, "needs either a claim or a configMap");
  const readOnly = fields.raw("readOnly") ?? false;
  if (typeof readOnly !== "boolean") fields.mistake("readOnly", readOnly, "must be true or false");
  const subPath = text("subPath", SUB_PATH, "a path inside the volume, of plain names");
  fields.end(OTHER_KEYS);
  return { name, mountPath, subPath, readOnly: readOnly === true, claim, configMap };
}

const TAKEN = /^\/(macrosweep|proc|sys|dev|var\/run|run|etc)(\/|$)/;

const OTHER_KEYS = {
  persistentVolumeClaim: "claim: NAME",
  hostPath: "not there: a folder of the node would be the way to its rights",
  emptyDir: "not there: the container's own disk is such a folder",
  secret: "not there: name the variable in trainer.passEnv and set it in podTemplate",
};
