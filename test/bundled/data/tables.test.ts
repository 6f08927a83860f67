import { describe, expect, it } from "vitest";
import { numbersOf, readCsv } from "./table.ts";

// Tables as people have them: each is read, or refused by what it is.

const rows = (count: number, row: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => `${row(at)}\n`).join("");
const labels = ["normal", "warn"];
const table = (header: string, row: (at: number) => string) => `${header}\n${rows(20, row)}`;
/** Twenty rows of a number that shows nothing but itself, one other column and a class. */
const beside = (name: string, field: (at: number) => string) =>
  table(`v,${name},class`, (at) => `${(at * 7) % 5}.5,${field(at)},${labels[at % 2]}`);

describe("classes", () => {
  const classes = async (of: (at: number) => string, options = {}) => [
    ...new Set(
      (
        await readCsv(
          table("v,class", (at) => `${(at * 7) % 5},${of(at)}`),
          "class",
          options,
        )
      ).labels,
    ),
  ];

  it.each(["", " ", "NaN", "nan", "NA", "N/A", "null", "?", "#N/A"])(
    "do not have the name %j: it is a row without one",
    async (blank) => {
      const of = (at: number) => (at % 5 === 2 ? blank : labels[at % 2]!);
      await expect(classes(of)).rejects.toThrow(
        /x\.csv, column class: the class is .* in row 4, and missing in 3 more rows; .*dropUnlabelled: true/,
      );
      expect(await classes(of, { dropUnlabelled: true })).toEqual(labels);
    },
  );

  it("that differ by spaces or by the bytes of an accent are named and refused, or one by choice", async () => {
    const of = (at: number) => ["normal", "normal ", "caf\u00e9", "cafe\u0301"][at % 4]!;
    await expect(classes(of)).rejects.toThrow(
      'x.csv, column class: "normal" (5 rows, first 2) and "normal " (5 rows, first 3) are one class but for spaces or accents; say trimLabels: true',
    );
    expect(await classes(of, { trimLabels: true })).toEqual(["normal", "caf\u00e9"]);
  });

  it("have no spaces around them where that changes nothing", async () => {
    expect(await classes((at) => ` ${labels[at % 2]}`)).toEqual(labels);
    expect(await classes((at) => ` "${labels[at % 2]}"`)).toEqual(labels);
  });

  it("that are one number are refused", async () => {
    await expect(classes((at) => ["0", "1", "0.0"][at % 3]!)).rejects.toThrow(
      '"0" (7 rows, first 2) and "0.0" (6 rows, first 4) are one number',
    );
  });

  it("that differ by capitals alone stay two, with a warning: so do the beats of an ECG", async () => {
    const { remarks } = await readCsv(beside("w", (at) => `${(at * 3) % 7}`).replaceAll("warn", "NORMAL"), "class");
    expect(remarks).toEqual([expect.stringContaining("are two classes that differ by capitals alone")]);
  });

  it("called None are a class, with a warning that it may stand for no class", async () => {
    const { remarks } = await readCsv(beside("w", (at) => `${(at * 3) % 7}`).replaceAll("warn", "None"), "class");
    expect(remarks).toEqual([
      expect.stringMatching(/"None" \(\d+ rows, first \d+\) is a class of its own; .* dropUnlabelled: true/),
    ]);
  });

  it("may have names that mean something to JavaScript", async () => {
    expect(await classes((at) => ["__proto__", "constructor", "toString"][at % 3]!)).toEqual([
      "__proto__",
      "constructor",
      "toString",
    ]);
  });
});

describe("a column that has no numbers is refused with what to do", () => {
  it.each<[string, (at: number) => string, string]>([
    [
      "text",
      (at) => ["red", "green"][at % 2]!,
      '"red" must be a number; categorical: [w] makes an input of each text; drop: [w] leaves the column out',
    ],
    ["an ID", (at) => `P${at}`, "it is another text in every row, as an ID is; drop: [w]"],
    [
      "true and false",
      (at) => ["True", "False"][at % 2]!,
      "it is a yes or no: write 1 and 0, or say categorical: [w]; drop: [w]",
    ],
    ["yes and no", (at) => ["yes", "no"][at % 2]!, "it is a yes or no"],
    [
      "dates",
      (at) => `2026-01-${10 + at}`,
      "it is a date or a time: write a number, such as days since the first; drop: [w]",
    ],
    ["dates of another country", (at) => `${10 + at}.01.2026`, "it is a date or a time"],
    ["times", (at) => `12:${10 + at}`, "it is a date or a time"],
    ["percents", (at) => `${at}%`, "it has a percent sign: write the number without it"],
    ["prices", (at) => `$ ${at}`, "it has the sign of a currency"],
    ["units", (at) => `${at} mm`, "it has a unit: write the number without it"],
    ["hexadecimals", (at) => `0x${at}`, "it is no decimal number"],
    ["underscores", () => "1_000", "it has underscores"],
    ["decimal commas", (at) => `"0,${at}"`, "it has a comma: if that is for decimals, say decimal: comma"],
    ["thousands", (at) => `"1,00${at % 10}"`, "write thousands without a separator"],
    ["infinity", () => "inf", "it must be a finite number"],
    ["too much", () => "1e300", "it is too large for 32 bits"],
  ])("%s", async (_, field, message) => {
    await expect(readCsv(beside("w", field), "class")).rejects.toThrow(message);
  });

  it("all of them at once", async () => {
    const csv = table("a,b,class", (at) => `x${at % 2},${at}%,${labels[at % 2]}`);
    await expect(readCsv(csv, "class")).rejects.toThrow(
      /^x\.csv: row 2, column a: "x0" .*\nx\.csv: row 2, column b: "0%" .*$/,
    );
  });
});

describe("columns are chosen", () => {
  const csv = "id,sex,v,class\n1,m,5,a\n2,f,6,b\n3,m,7,a\n";

  it("by leaving some out", async () => {
    const samples = await readCsv(csv, "class", { drop: ["id", "sex"] });
    expect([samples.features!.map(({ name }) => name), numbersOf(samples)]).toEqual([["v"], [5, 6, 7]]);
  });

  it("by naming them, in the order of the file", async () => {
    const samples = await readCsv(csv, "class", { features: ["v", "id"] });
    expect([samples.features!.map(({ name }) => name), numbersOf(samples)]).toEqual([
      ["id", "v"],
      [1, 5, 2, 6, 3, 7],
    ]);
  });

  it("with texts that are inputs", async () => {
    const samples = await readCsv(csv, "class", { drop: ["id"], categorical: ["sex"] });
    expect(samples.features![0]).toEqual({ name: "sex", texts: ["m", "f"] });
    expect(numbersOf(samples)).toEqual([0, 5, 1, 6, 0, 7]);
  });

  it.each([
    ["a column that is not there", { drop: ["ids"] }, 'drop: "ids" must be a column; did you mean id?'],
    ["the classes", { drop: ["class"] }, 'drop: "class" must be a column'],
    ["classes as a feature", { features: ["class"] }, 'features: "class" must be a column'],
    [
      "text of a column that is left out",
      { drop: ["sex", "id"], categorical: ["sex"] },
      'categorical: "sex" must be a column',
    ],
    ["all but the classes", { drop: ["id", "sex", "v"] }, "x.csv: has no feature column"],
  ])("but not %s", async (_, options, message) => {
    await expect(readCsv(csv, "class", options)).rejects.toThrow(message);
  });
});

describe("a column that is no feature", () => {
  const remarks = async (csv: string) => (await readCsv(csv, "class")).remarks;
  const noise = (at: number) => `${(at * 7) % 5}.5`;

  it.each<[string, string, (at: number) => string, string]>([
    [
      "is the class as a number",
      "label_code",
      (at) => `${at % 2}`,
      "column label_code tells the class of every row: if it was made from the class, drop: [label_code] leaves it out",
    ],
    ["counts the rows", "n", (at) => `${at}`, "column n counts the rows, as an index does: drop: [n] leaves it out"],
    [
      "rises",
      "stamp",
      (at) => `${1_700_000_000 + at * at}`,
      "column stamp rises from row to row, as an ID or a time does: drop: [stamp]",
    ],
    [
      "is named like an ID",
      "patient_id",
      (at) => `${(at * 7) % 20}`,
      "column patient_id is named like an ID and is a feature: drop: [patient_id]",
    ],
    ["is constant", "c", () => "7", "column c is 7 in every row: it tells nothing"],
    [
      "says -999 for nothing",
      "s",
      (at) => (at % 6 === 0 ? "-999" : noise(at)),
      "column s is -999 at times, far below its other values",
    ],
    [
      "has a role in capitals",
      "Group",
      (at) => `${(at * 7) % 3}`,
      "column Group is a feature; only a column group, in small letters",
    ],
  ])("that %s gets a warning", async (_, name, field, message) => {
    expect(await remarks(beside(name, field))).toEqual([expect.stringContaining(message)]);
  });

  it("of plain numbers gets none", async () => expect(await remarks(beside("w", noise))).toEqual([]));

  it("without a name and with an index is left out, and it is said", async () => {
    const samples = await readCsv(
      table(",v,class", (at) => `${at},${noise(at)},${labels[at % 2]}`),
      "class",
    );
    expect(samples.features!.map(({ name }) => name)).toEqual(["v"]);
    expect(samples.remarks).toEqual([
      expect.stringContaining("column 1 has no name and counts the rows: it is left out"),
    ]);
  });
});

describe("a table is read", () => {
  const csv = table("v,w,class", (at) => `${at % 3},${(at * 7) % 5}.25,${labels[at % 2]}`);
  const same = async (text: string | Buffer, options = {}) => {
    const [plain, other] = [await readCsv(csv, "class"), await readCsv(text, "class", options)];
    expect(other).toEqual({ ...plain, values: expect.anything() });
    expect(numbersOf(other)).toEqual(numbersOf(plain));
  };

  it("with semicolons", () => same(csv.replaceAll(",", ";")));
  it("with semicolons and decimal commas, where the document says so", () =>
    same(csv.replaceAll(",", ";").replaceAll(".", ","), { comma: true }));
  it("with tabs", () => same(csv.replaceAll(",", "\t")));
  it("with lines of old Macs", () => same(csv.replaceAll("\n", "\r")));
  it("with lines of Windows, and some of Unix", () => same(csv.replaceAll("\n", "\r\n").replace("\r\n", "\n")));
  it("with a byte order mark", () => same(`\uFEFF${csv}`));
  it("in UTF-16 with a byte order mark", () => same(Buffer.from(`\uFEFF${csv}`, "utf16le")));
  it("in UTF-16 the other way round", () => same(Buffer.from(`\uFEFF${csv}`, "utf16le").swap16()));
  it("with a comma at the end of each line", () => same(csv.replaceAll("\n", ",\n")));
  it("with a comma at the end of each line but the header", () =>
    same(csv.replaceAll("\n", ",\n").replace(",\n", "\n")));
  it("with spaces around names and numbers", () => same(csv.replaceAll(",", " , ")));
  it("with empty lines, and lines of separators alone", () => same(`${csv}\n,,\n\n`));
  it("with a line that names the separator", () => same(`sep=,\n${csv}`).then(() => {}));
  it("in pieces of any size", async () => {
    for (const piece of [1, 2, 3, 7, 100]) await same(csv.replace("normal", '"normal"'), { piece });
  });
});

describe("bytes that are no UTF-8", () => {
  const latin = Buffer.from("v,class\n1,gesund\n2,dégradé\n3,défaut\n", "latin1");

  it("are refused with row and column, however the bytes come", async () => {
    for (const piece of [1, 5, 1000]) {
      await expect(readCsv(latin, "class", { piece })).rejects.toThrow(
        /x\.csv: row 3, column class: "d\uFFFDgrad\uFFFD" has bytes that are no text .* encoding: windows-1252/,
      );
    }
  });

  it("are read as the document says", async () => {
    expect((await readCsv(latin, "class", { encoding: "windows-1252" })).labels).toEqual([
      "gesund",
      "dégradé",
      "défaut",
    ]);
  });

  it("do not merge two classes", async () => {
    const two = Buffer.from("v,class\n1,n\xe9h\n2,n\xe8h\n", "latin1");
    await expect(readCsv(two, "class")).rejects.toThrow("row 2, column class");
  });
});

it.each([
  [
    "without a header",
    "0.5,-0.25,normal\n0.25,1.5,warn\n",
    "its columns are 0.5, -0.25, normal; these are numbers: is the header missing?",
  ],
  ["with a header alone", "v,class\n", "x.csv: has a header and no row below it"],
  [
    "with another name for the classes",
    "v,Class\n1,a\n",
    "x.csv: has no column class; its columns are v, Class; did you mean Class?",
  ],
  ["with two columns of a name", "v,v,class\n1,2,a\n", "x.csv: has two columns v; rename one"],
  ["with a short row", "v,w,class\n1,2,a\n1,b\n", "x.csv: row 3: has 2 fields, must have 3 as the header"],
  ["with bytes 0", "v,class\n1,a\0\n", 'x.csv: row 2, column class: "a\\u0000" has a byte 0'],
])("a table %s is refused", async (_, csv, message) => {
  await expect(readCsv(csv, "class")).rejects.toThrow(message);
});
