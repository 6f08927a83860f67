import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createToken, type Scope } from "../../src/controller/access/index.ts";
import { ROUTES } from "../../src/controller/api/routes/index.ts";
import { CASES } from "./api/cases.ts";
import { documentOf, openScene, type Scene } from "./api/scene.ts";

let scene: Scene;
let admin: string;
let agents: string;

beforeAll(async () => {
  scene = await openScene();
  await scene.create("there", {}, { requires: { zone: "nowhere" } });
  const token = (scope: Scope) => createToken(scene.state, { name: null, scopes: [scope], lifeMs: 3_600_000 }).text;
  [admin, agents] = [token("admin"), token("agents")];
  // The controller reads them again within seconds.
  await vi.waitFor(async () => expect((await ask(agents, "GET", "/api/v1/sweeps")).status).toBe(403), 30_000);
}, 60_000);
afterAll(() => scene.close());

// Of each route whose path names a thing, all cases.
const NAMED = ROUTES.filter(({ path }) => path.includes("{")).flatMap(({ name: operation, path }) => {
  const before = path.slice(0, path.indexOf("{"));
  return (CASES[operation] ?? []).map((one) => ({ operation, before, ...one }));
});

describe("whoever may not see a thing is answered as those who may are of one that is not there", () => {
  it.each(NAMED)("$operation: $title", async ({ before, method, path, body, headers }) => {
    const at = (name: string) => before + name + path.slice(before.length).replace(/^[^/?]+/, "");
    const isSeries = before.endsWith("/nights/");
    const unseen = await ask(agents, method, at(isSeries ? "ecg-nights" : "there"), body, headers);
    const absent = await ask(admin, method, at(isSeries ? "no-nights!" : "gone!"), body, headers);
    expect([400, 404]).toContain(absent.status);
    expect(unseen.status).toBe(absent.status);
    expect(told(unseen.text)).toBe(told(absent.text));
    expect(headersOf(unseen.headers)).toEqual(headersOf(absent.headers));
  });

  it("and changes nothing", async () => {
    await ask(agents, "POST", "/api/v1/sweeps/there/cancel");
    await ask(agents, "DELETE", "/api/v1/sweeps/there");
    const { status, text } = await ask(admin, "GET", "/api/v1/sweeps/there");
    expect([status, JSON.parse(text).state]).toEqual([200, "running"]);
  });

  it("also to a HEAD", async () => {
    const unseen = await ask(agents, "HEAD", "/api/v1/sweeps/there");
    const absent = await ask(admin, "HEAD", "/api/v1/sweeps/gone!");
    expect([unseen.status, unseen.text, headersOf(unseen.headers)]).toEqual([404, "", headersOf(absent.headers)]);
  });
});

it("a list, and what makes something new, says the scope that is missing", async () => {
  const answers = [
    await ask(agents, "GET", "/api/v1/sweeps"),
    await ask(agents, "GET", "/api/v1/agents"),
    await ask(agents, "POST", "/api/v1/sweeps", documentOf("new")),
  ];
  expect(answers.map(({ status, text }) => [status, JSON.parse(text).detail])).toEqual([
    [403, expect.stringContaining("this needs the scope sweeps:read")],
    [403, expect.stringContaining("this needs the scope sweeps:read")],
    [403, expect.stringContaining("this needs the scope sweeps:write")],
  ]);
});

function ask(token: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  return scene.ask(method, path, { body, headers: { ...headers, authorization: `Bearer ${token}` } });
}

// All but the names, which are as long.
function told(text: string): string {
  return text.replaceAll(/there(?=\\?"|\/)|gone!/g, "NAME").replaceAll(/ecg-nights|no-nights!/g, "SERIES");
}

function headersOf(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => name !== "date" && name !== "etag");
}
