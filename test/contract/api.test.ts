import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "../../src/controller/api/routes/index.ts";
import { CASES, type Case } from "./api/cases.ts";
import { openScene, type Scene, tellLogs, train } from "./api/scene.ts";
import { readServed, type Served } from "./api/served.ts";

let scene: Scene;
let served: Served;

beforeAll(async () => {
  scene = await openScene();
  served = await readServed(scene);
  await scene.create("ended");
  await train(scene, 5);
  await scene.create("again");
  await train(scene, 5);
  for (const name of ["open", "held", "old"]) await scene.create(name, {}, { requires: { zone: "nowhere" } });
  await scene.ask("POST", "/api/v1/sweeps/old/cancel");
  void tellLogs(scene);
});
afterAll(() => scene.close());

// A stream without an end is asked in api/events.test.ts.
const ENDLESS = ["followSweeps"];

describe("the API's document", () => {
  it("has every route", () => {
    expect([...served.operations].sort()).toEqual(ROUTES.map(({ name }) => name).sort());
  });

  it("is held against each of them, good and bad", () => {
    const asked = ROUTES.map(({ name }) => name).filter((name) => !ENDLESS.includes(name));
    const good = asked.filter((name) => CASES[name]?.some(({ status }) => status < 300));
    expect(good).toEqual(asked);
    expect(Object.keys(CASES).sort()).toEqual(ROUTES.map(({ name }) => name).sort());
  });
});

const ALL = Object.entries(CASES).flatMap(([operation, cases]) => cases.map((one) => ({ operation, ...one })));

describe("what the API answers is what its document says", () => {
  it.each(ALL)("$operation: $title, $status", async ({ operation, ...one }) => {
    const answered = await ask(one);
    expect(answered.status, answered.text).toBe(one.status);
    expect(served.misfits(operation, answered), answered.text.slice(0, 2_000)).toEqual([]);
  });
});

describe("a refusal", () => {
  it.each(ALL.filter(({ status }) => status >= 400))("$operation: $title: is a problem", async (one) => {
    const { status, headers, text } = await ask(one);
    const problem = JSON.parse(text);
    expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(problem).toMatchObject({ status, title: expect.stringMatching(/.+/), detail: expect.stringMatching(/.+/) });
    expect(problem).not.toHaveProperty("stack");
  });

  const pointed = ALL.filter(({ pointers }) => pointers !== undefined);
  it.each(pointed)("$operation: $title: points at what is wrong, $pointers", async (one) => {
    const { text } = await ask(one);
    const { errors, detail } = JSON.parse(text) as { errors: { pointer: string; detail: string }[]; detail: string };
    expect(errors.map(({ pointer }) => pointer)).toEqual(one.pointers);
    for (const error of errors) expect(detail).toContain(error.detail);
  });

  it.each([
    ["%zz", 400],
    ["a".repeat(400), 414],
  ])("of a path that is none, %s, is one too", async (name, expected) => {
    const { status, headers, text } = await scene.ask("GET", `/api/v1/sweeps/${name}`);
    expect([status, headers.get("content-type")]).toEqual([
      expected,
      expect.stringMatching(/^application\/problem\+json/),
    ]);
    expect(JSON.parse(text)).toMatchObject({ status: expected, code: "invalid" });
  });

  const asked = ROUTES.filter(({ name }) => !ENDLESS.includes(name));
  it.each(asked)("$name: says which question it does not know", async ({ method, path }) => {
    const { status, text } = await scene.ask(method, `${at(path)}?spam=1`);
    expect([status, JSON.parse(text).errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      400,
      ["/query/spam"],
    ]);
  });
});

describe("methods", () => {
  it.each(ROUTES)("$name: one that is not known here is answered with those that are", async ({ path }) => {
    const { status, headers, text } = await scene.ask("PUT", at(path));
    const methods = ROUTES.filter((route) => route.path === path).map(({ method }) => method);
    expect([status, JSON.parse(text).code]).toEqual([405, "methodNotAllowed"]);
    expect(headers.get("allow")?.split(", ")).toEqual(expect.arrayContaining([...methods, "OPTIONS"]));
  });

  it.each(ROUTES)("$name: OPTIONS says the methods and nothing else", async ({ path, method }) => {
    const { status, headers, text } = await scene.ask("OPTIONS", at(path));
    expect([status, text]).toEqual([204, ""]);
    expect(headers.get("allow")).toContain(method);
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it.each(finite())("$name: HEAD is GET without its body", async ({ path }) => {
    const [head, get] = [await scene.ask("HEAD", at(path)), await scene.ask("GET", at(path))];
    expect([head.status, head.text, head.headers.get("content-type")]).toEqual([
      get.status,
      "",
      get.headers.get("content-type"),
    ]);
  });

  it("what is no path is not found", async () => {
    const { status, text } = await scene.ask("GET", "/api/v2/sweeps");
    expect([status, JSON.parse(text).code]).toEqual([404, "notFound"]);
  });
});

describe("what is polled", () => {
  // Tables are written as they are read, and nobody polls them.
  const polled = finite().filter(({ media }) => media === undefined);

  it.each(polled)("$name: is not sent again while it has not changed", async ({ path }) => {
    const first = await scene.ask("GET", at(path));
    const tag = first.headers.get("etag") ?? "";
    expect(tag).toMatch(/^W\/".+"$/);
    const again = await scene.ask("GET", at(path), { headers: { "if-none-match": tag } });
    expect([again.status, again.text, again.headers.get("etag")]).toEqual([304, "", tag]);
  });

  it("is sent when it has changed", async () => {
    await scene.create("changing", {}, { requires: { zone: "nowhere" } });
    const first = await scene.ask("GET", "/api/v1/sweeps/changing");
    await scene.ask("POST", "/api/v1/sweeps/changing/pause");
    const tag = first.headers.get("etag") ?? "";
    const again = await scene.ask("GET", "/api/v1/sweeps/changing", { headers: { "if-none-match": tag } });
    expect([again.status, JSON.parse(again.text).state]).toEqual([200, "paused"]);
  });

  it.each(["/openapi.json", "/api/v1/sweeps/ended/trials", "/api/v1/sweeps/ended/export?format=jsonl"])(
    "%s is compressed for who takes it, and means the same",
    async (path) => {
      const [packed, plain] = [
        await scene.ask("GET", path, { headers: { "accept-encoding": "gzip" } }),
        await scene.ask("GET", path, { headers: { "accept-encoding": "identity" } }),
      ];
      expect([packed.headers.get("content-encoding"), plain.headers.get("content-encoding")]).toEqual(["gzip", null]);
      expect(packed.headers.get("vary")).toMatch(/accept-encoding/i);
      expect(packed.text).toBe(plain.text);
    },
  );
});

describe("pages", () => {
  it.each([
    ["/api/v1/sweeps?", "sweeps", "sweep"],
    ["/api/v1/sweeps?newestFirst=true&", "sweeps", "sweep"],
    ["/api/v1/sweeps/ended/trials?", "trials", "trial"],
    ["/api/v1/sweeps/ended/trials?sort=-value&", "trials", "trial"],
    ["/api/v1/sweeps/ended/curves?", "curves", "trial"],
  ])("of %s have each of the %s once, in order", async (path, field, key) => {
    const keys = (text: string) => JSON.parse(text)[field].map((one: Record<string, unknown>) => one[key]);
    const whole = keys((await scene.ask("GET", `${path}limit=100`)).text);
    const paged: unknown[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const asked: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const { text } = await scene.ask("GET", `${path}limit=2${asked}`);
      expect(keys(text).length).toBeLessThanOrEqual(2);
      paged.push(...keys(text));
      cursor = JSON.parse(text).next;
    }
    expect(whole.length).toBeGreaterThanOrEqual(5);
    expect(paged).toEqual(whole);
  });
});

/** Answers that end by themselves. */
function finite() {
  return ROUTES.filter(({ method, media }) => method === "GET" && media?.includes("text/event-stream") !== true);
}

function at(path: string): string {
  return path.replace("{name}", "ended").replace("{trial}", "0");
}

function ask({ method, path, body, headers = {} }: Case) {
  return scene.ask(method, path, { body, headers });
}
