import { status } from "@grpc/grpc-js";
import type { V1Pod } from "@kubernetes/client-node";
import { beforeAll, beforeEach, expect, it, onTestFinished } from "vitest";
import { show } from "../../src/agent/credentials.ts";
import { pathOf } from "../../src/controller/operator/resource.ts";
import { RawAgent } from "../controller/rpc/rawAgent.ts";
import { sharedScene, slowly, specOf, TIMEOUT_MS } from "./scene.ts";

// Whose agent somebody is who comes with the token of a pod: the cluster says so, by TokenReview.

const scene = sharedScene();
let address: string;

beforeAll(async () => {
  [, address = ""] = await scene.controller.said(/listens on ([^;]+);/);
}, TIMEOUT_MS);

// Without a placement, so that only agents of these tests come.
beforeEach(async () => {
  for (const name of ["one", "two"]) await scene.apply(name, specOf({ placement: null, trials: 20 }));
}, TIMEOUT_MS);

// As the namespace asks for it, with an image that is not there.
const NOT_THERE = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      name: "trainer",
      image: "missing:1",
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    },
  ],
};

/** A pod of a sweep that no node starts, for its image is not there. */
async function podOf(sweep: string, name: string): Promise<V1Pod> {
  await scene.condition(sweep, "Accepted", "True");
  const uid = (await scene.sweep(sweep))?.metadata?.uid;
  const labels = { "macrosweep.dev/sweep-uid": uid };
  return await scene.cluster.admin.api.create<V1Pod>(pathOf("pods", scene.cluster.namespace), {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels },
    spec: NOT_THERE,
  });
}

function agentWith(token: string | undefined, name: string): RawAgent {
  const { channel, metadata } = show(token === undefined ? {} : { token });
  const agent = new RawAgent(address, channel, metadata);
  onTestFinished(() => agent.close());
  agent.hello(name);
  return agent;
}

it("trains for its own sweep and no other, however many slots it has", slowly, async () => {
  const token = async (pod: V1Pod) => await scene.cluster.admin.tokenOf(pod, "macrosweep", 3600);
  const first = agentWith(await token(await podOf("one", "one-a")), "one-a");
  first.credit(4);
  expect((await first.assigned()).lease?.sweep).toBe("one");
  // The other sweep has a place free all the time, and its own agent gets it.
  const second = agentWith(await token(await podOf("two", "two-a")), "two-a");
  second.credit(4);
  expect((await second.assigned()).lease?.sweep).toBe("two");
});

it.each([
  ["without a token", async () => undefined, "a token is needed"],
  ["with a token that the cluster has not made", async () => "e30.e30.c2ln", "none of this cluster's"],
  [
    "with one for the API server",
    async () => await scene.cluster.admin.tokenOf(await podOf("one", "one-b"), "https://kubernetes.default.svc", 3600),
    "none of this cluster's",
  ],
])("is nobody %s", slowly, async (_what, tokenOf, words) => {
  const { code, details } = await agentWith(await tokenOf(), "one-b").ended;
  expect({ code, details }).toEqual({ code: status.UNAUTHENTICATED, details: expect.stringContaining(words) });
});

it("has the name of its pod and no other", slowly, async () => {
  const token = await scene.cluster.admin.tokenOf(await podOf("one", "one-c"), "macrosweep", 3600);
  const { code, details } = await agentWith(token, "one-a").ended;
  expect(code).toBe(status.PERMISSION_DENIED);
  expect(details).toContain("the token of the pod one-c is for the agent one-c, not for one-a");
});

it("is nobody where its pod is no agent of a sweep that is there", slowly, async () => {
  const pod = await scene.cluster.admin.api.create<V1Pod>(pathOf("pods", scene.cluster.namespace), {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "stranger", labels: { "macrosweep.dev/sweep-uid": "0c5d2a52-1b1c-4e4b-9c39-6c1f3a0d8d57" } },
    spec: NOT_THERE,
  });
  const token = await scene.cluster.admin.tokenOf(pod, "macrosweep", 3600);
  const { code, details } = await agentWith(token, "stranger").ended;
  expect(code).toBe(status.UNAUTHENTICATED);
  expect(details).toContain("is no agent of a sweep");
});
