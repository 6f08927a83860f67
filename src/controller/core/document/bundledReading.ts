import type { Fields, OtherWords } from "../../../fields.ts";

// What tables of all the world are written in, in names of the WHATWG Encoding Standard.
export const ENCODINGS = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  ...["windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256"],
  ...["iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-15", "koi8-r", "macintosh"],
  ...["shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"],
] as const;

const OTHERS: OtherWords<(typeof ENCODINGS)[number]> = {
  latin1: "windows-1252",
  "latin-1": "windows-1252",
  "iso-8859-1": "windows-1252",
  cp1252: "windows-1252",
  cp1251: "windows-1251",
  utf8: "utf-8",
  "utf-8-sig": "utf-8",
  "utf-16": "utf-16le",
  gbk: "gb18030",
  sjis: "shift_jis",
};

/** How the data of the bundled trainer is written, and what of it is learned from; what is absent is as usual. */
export interface Reading {
  /** Absent: by the byte order mark, else UTF-8. */
  readonly encoding?: (typeof ENCODINGS)[number];
  readonly decimal?: "point" | "comma";
  /** Where arrays have their channels. */
  readonly channels?: "first" | "last";
  /** Columns that are left out. */
  readonly drop?: readonly string[];
  /** Columns to learn from, in place of all others. */
  readonly features?: readonly string[];
  /** Features whose texts become inputs of their own. */
  readonly categorical?: readonly string[];
  /** Spaces around a class mean nothing. */
  readonly trimLabels?: boolean;
  /** Rows without a class are left out. */
  readonly dropUnlabelled?: boolean;
}

/** Undefined when a document says none of it. */
export function readReading(fields: Fields): Reading | undefined {
  const said = <T>(key: string, read: () => T): { [key: string]: T } =>
    fields.raw(key) === undefined ? {} : { [key]: read() };
  const reading: Reading = {
    ...said("encoding", () => fields.choice("encoding", ENCODINGS, "utf-8", OTHERS)),
    ...said("decimal", () => fields.choice("decimal", ["point", "comma"], "point")),
    ...said("channels", () => fields.choice("channels", ["first", "last"], "last")),
    ...said("drop", () => names(fields, "drop")),
    ...said("features", () => names(fields, "features")),
    ...said("categorical", () => names(fields, "categorical")),
    ...said("trimLabels", () => flag(fields, "trimLabels")),
    ...said("dropUnlabelled", () => flag(fields, "dropUnlabelled")),
  };
  const unusual = Object.entries(reading).filter(([, value]) => value !== "point" && value !== false);
  return unusual.length === 0 ? undefined : Object.fromEntries(unusual);
}

/** With what is usual filled in where agents want to hear it; lists are copies. */
export function filledReading(reading: Reading) {
  const { drop = [], features = [], categorical = [], trimLabels = false, dropUnlabelled = false } = reading;
  const lists = { drop: [...drop], features: [...features], categorical: [...categorical] };
  return { ...reading, ...lists, trimLabels, dropUnlabelled };
}

// More columns than anybody names one by one.
const MOST_NAMES = 10_000;

function names(fields: Fields, key: string): readonly string[] {
  const raw = fields.raw(key);
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [];
  const texts = list.filter((name) => typeof name === "string" && name !== "").map(String);
  if (Array.isArray(raw) && texts.length === list.length && list.length > 0 && list.length <= MOST_NAMES) {
    if (new Set(texts).size < texts.length) fields.mistake(key, raw, "must not name a column twice");
    return texts;
  }
  fields.mistake(key, raw, `must be a list of 1 to ${MOST_NAMES} names of columns, such as [id]`);
  return [];
}

function flag(fields: Fields, key: string): boolean {
  const raw = fields.raw(key);
  if (typeof raw === "boolean") return raw;
  fields.mistake(key, raw, "must be true or false");
  return false;
}
