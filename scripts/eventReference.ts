/** One kind of event, or a part of one, as the source describes it. */
export interface Described {
  /** `reportRecorded`, or the name of the type for a part. */
  readonly name: string;
  readonly about: string;
  readonly fields: readonly Field[];
}

interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly about: string;
}

/** What src/controller/core/events.ts says of each kind of event, in its order, and of the types of its own that they have. */
export function readEvents(source: string): { kinds: Described[]; parts: Described[] } {
  const all = [
    ...source.matchAll(
      /((?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?)export interface (\w+)( extends Fact)? \{\n([\s\S]*?)\n\}/g,
    ),
  ].map(([, comment = "", type = "", isEvent, body = ""]) => {
    const fields = fieldsOf(body);
    const kind = fields.find(({ name }) => name === "kind")?.type;
    const name = isEvent && kind !== undefined ? JSON.parse(kind) : type;
    return {
      name,
      isEvent: isEvent !== undefined,
      about: textOf(comment),
      fields: fields.filter((field) => field.name !== "kind"),
    };
  });
  const [kinds, parts] = [all.filter(({ isEvent }) => isEvent), all.filter(({ isEvent }) => !isEvent)];
  const without = ({ name, about, fields }: (typeof all)[number]): Described => ({ name, about, fields });
  return { kinds: kinds.map(without), parts: parts.map(without) };
}

function fieldsOf(body: string): Field[] {
  return [...body.matchAll(/((?: {2}\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?) {2}readonly (\w+)(\?)?: ([^;]+);/g)].map(
    ([, comment = "", name = "", optional, type = ""]) => {
      return { name, optional: optional !== undefined, type: typeOf(type), about: textOf(comment) };
    },
  );
}

/** As JSON has it. */
function typeOf(type: string): string {
  return type.replace(/readonly /g, "").replace(/Readonly<Record<string, (\w+)>>/, "{ [name]: $1 }");
}

function textOf(comment: string): string {
  return (
    comment
      .replace(/\/\*\*|\*\//g, "")
      .split("\n")
      .map((line) => line.replace(/^\s*\*\s?/, "").trim())
      .join(" ")
      .trim()
      // Where the source sends those who read the source.
      .replace(/[:,] see `[^`]+`/g, "")
  );
}

const MARK = "<!-- From here on made by npm run reference from src/controller/core/events.ts -->";

/** The page with a section for each kind of event below its mark. */
export function withEvents(page: string, source: string): string {
  const { kinds, parts } = readEvents(source);
  const head = page.slice(0, page.indexOf(MARK) + MARK.length);
  return `${head}\n\n${[...kinds, ...parts].map(section).join("\n")}`;
}

function section({ name, about, fields }: Described): string {
  const rows = fields.map(
    (field) =>
      `| \`${field.name}\`${field.optional ? " (may be left out)" : ""} | ${cell(field.type)} | ${cell(field.about)} |`,
  );
  const table = fields.length === 0 ? [] : ["| field | type | |", "|---|---|---|", ...rows, ""];
  return [`### ${name}`, "", ...(about === "" ? [] : [about, ""]), ...table].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
