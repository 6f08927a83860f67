import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createToken, type Scope } from "../../src/controller/access/index.ts";
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

const NAMED = Object.entries(CASES).flatMap(([operation, cases]) =>
  cases.filter(({ path }) => /\/(sweeps|nights)\/./.test(path)).map((one) => ({ operation, ...one })),
);

describe("whoever may not see a thing is answered as those who may are of one that is not there", () => {
  it.each(NAMED)("$operation: $title", async ({ method, path, body, headers }) => {
    const at = (sweep: string, series: string) =>
      path.replace(/\/sweeps\/[^/?]+/, `/sweeps/${sweep}`).replace(/\/nights\/.+/, `/nights/${series}`);
    const unseen = await ask(agents, method, at("there", "ecg-nights"), body, headers);
    const absent = await ask(admin, method, at("gone!", "no-nights!"), body, headers);
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
