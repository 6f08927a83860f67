import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { V1Pod } from "@kubernetes/client-node";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { KubeApi } from "../../src/controller/operator/kubeApi.ts";
import { PodReviews } from "../../src/controller/operator/podReviews.ts";
import { pathOf } from "../../src/controller/operator/resource.ts";
import { Admin } from "./admin.ts";
import { ADMIN_TOKEN, ApiServer, OPERATOR_TOKEN } from "./apiServer/apiServer.ts";
import { writeConfig } from "./kubeconfig.ts";

const HOUR_S = 3_600;

afterEach(() => vi.useRealTimers());

it("the pod of a token is known while the API server is away, for as long as the token lasts", async () => {
  const { server, reviews, token } = await scene();
  vi.useFakeTimers({ toFake: ["Date"] });
  const one = { kind: "pod", name: "one-a", sweep: "one" };
  expect(await reviews.review(token)).toMatchObject(one);

  await server.goAway();
  vi.setSystemTime(Date.now() + 120_000);
  expect(await reviews.review(token)).toMatchObject(one);
  const why = expect.stringContaining("cannot be checked now");
  expect(await reviews.review(`${token}x`)).toMatchObject({ kind: "nobody", why });
  vi.setSystemTime(Date.now() + HOUR_S * 1_000);
  expect(await reviews.review(token)).toMatchObject({ kind: "nobody", why });
});

it("a pod that was deleted meanwhile is nobody when the API server is back", async () => {
  const { server, admin, reviews, token } = await scene();
  vi.useFakeTimers({ toFake: ["Date"] });
  expect(await reviews.review(token)).toMatchObject({ kind: "pod" });

  await server.goAway();
  await server.comeBack();
  await admin.remove("pods", "vision", "one-a");
  vi.setSystemTime(Date.now() + 120_000);

  expect(await reviews.review(token)).toMatchObject({ kind: "nobody" });
});

async function scene() {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-reviews-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const server = await new ApiServer().start();
  onTestFinished(() => server.close());
  const place = { namespace: "vision", cluster: { server: server.url, "insecure-skip-tls-verify": true } };
  const admin = new Admin(writeConfig(folder, "admin", { ...place, token: ADMIN_TOKEN }));
  await admin.api.create("/api/v1/namespaces/vision/serviceaccounts", { metadata: { name: "default" } });
  const pod = await admin.api.create<V1Pod>(pathOf("pods", "vision"), {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "one-a" },
    spec: { containers: [{ name: "trainer", image: "missing:1" }] },
  });
  const config = new KubeConfig();
  config.loadFromFile(writeConfig(folder, "operator", { ...place, token: OPERATOR_TOKEN }));
  const reviews = new PodReviews(
    new KubeApi(config),
    () => undefined,
    async () => "one",
  );
  return { server, admin, reviews, token: await admin.tokenOf(pod, "macrosweep", HOUR_S) };
}
