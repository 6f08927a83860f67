import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOMS, SHARED } from "./rooms.ts";

const src = join(import.meta.dirname, "..", "src");

interface Import {
  readonly file: string;
  /** A path under src/ for our own files, else the module's name. */
  readonly target: string;
  readonly own: boolean;
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.startsWith("gen/"),
);
const imports = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), "utf8");
  const names = [
    ...text.matchAll(/^(?:import|export)\s[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|import\("([^"]+)"\)/gm),
  ];
  return names.map(([, from, bare, dynamic]) => {
    const name = from ?? bare ?? dynamic ?? "";
    const own = name.startsWith(".");
    return { file, target: own ? relative(src, join(src, dirname(file), name)) : name, own };
  });
}

describe("the import table", () => {
  it.each(ROOMS)("holds for $room", ({ room, may, outside }) => {
    const own = imports.filter(({ file }) => file.startsWith(room));
    expect(own.length + files.filter((file) => file.startsWith(room)).length).toBeGreaterThan(0);
    const wrong = own.filter(({ target, own: ours }) => {
      if (!ours) return typeof outside === "boolean" ? !outside : !outside.includes(target);
      return ![room, ...may, ...SHARED].some((allowed) => target.startsWith(allowed));
    });
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it("leaves TensorFlow.js to the bundled trainer", () => {
    const users = imports.filter(({ file, target }) => target.includes("tensorflow") && !file.startsWith("bundled/"));
    expect(users.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it("lets no decision ask what people are shown", () => {
    const askers = imports.filter(({ file, target }) => {
      return (
        file.startsWith("controller/core/") &&
        !file.startsWith("controller/core/views/") &&
        /core\/views\//.test(target)
      );
    });
    expect(askers.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it("has no circle", () => {
    const graph = Map.groupBy(
      imports.filter(({ own }) => own),
      ({ file }) => file,
    );
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      if (done.has(file) || path.includes(file)) return;
      for (const { target } of graph.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it("sees every file of src", () => {
    const homeless = files.filter(
      (file) =>
        ![...SHARED, "durableFile.ts", "makeFolder.ts", "version.ts"].includes(file) &&
        !ROOMS.some(({ room }) => file.startsWith(room)),
    );
    expect(
      homeless.filter(
        (file) =>
          !/^controller\/(bounds|clock|deadlines|durable|held|hearing|inbox|opened|restingSweeps|shelf|stateFolder|steadyTime|takeOver|index)\.ts$/.test(
            file,
          ),
      ),
    ).toEqual([]);
  });
});

describe("the page", () => {
  const web = join(src, "..", "web");
  const inWeb = readdirSync(join(web, "src"), { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  const asked = inWeb.flatMap((file) => {
    const text = readFileSync(join(web, "src", file), "utf8");
    const lines = text.matchAll(/^(?:(?:import|export)\s(type\s)?[^;"]*?from\s+|import\s+)"([^"]+)";/gm);
    return [...lines].map(([, type, name = ""]) => ({ file, isType: type !== undefined, name }));
  });

  it("knows of the rest the shapes, as types, and the words that the command line has too", () => {
    const wrong = asked.filter(({ file, isType, name }) => {
      if (!name.startsWith(".")) return !["preact", "preact/hooks", "uplot", "uplot/dist/uPlot.min.css"].includes(name);
      const path = relative(web, join(web, "src", dirname(file), name));
      return (
        !path.startsWith("src/") && !(isType && path.startsWith("../src/shapes/")) && !path.startsWith("../src/words/")
      );
    });
    expect(asked.length).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });

  it("puts no text of others into the page as anything but text", () => {
    const users = inWeb.filter((file) => {
      return /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/.test(
        readFileSync(join(web, "src", file), "utf8"),
      );
    });
    expect(users).toEqual([]);
  });
});

describe("the pure rooms", () => {
  const pure = files.filter((file) => /^(metrics|search|convert|words|controller\/core)\//.test(file));

  it.each([
    "Math.random",
    "Date.now",
    "performance.now",
    "setTimeout",
    "setInterval",
    "process.",
    "globalThis",
    "new Date(",
    "fetch",
    "crypto",
    "console",
  ])("do not use %s", (word) => {
    const users = pure.filter((file) => new RegExp(`(?<![\\w.])${word.replace(/[.(]/g, "\\$&")}`).test(code(file)));
    expect(users).toEqual([]);
  });

  function code(file: string): string {
    return readFileSync(join(src, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  }
});

it("has no file of leftovers", () => {
  expect(files.filter((file) => /(^|\/)(utils?|common|helpers?|types)(\.ts|\/)/.test(file))).toEqual([]);
});
