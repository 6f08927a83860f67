import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { RIGHTS } from "../../src/controller/operator/rights.ts";

const components = join(import.meta.dirname, "../../deploy/k8s/components");

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What a role of the installs allows, a line each. */
function allowed(file: string): string[] {
  const documents = parseAllDocuments(readFileSync(join(components, file), "utf8")).map((one) => one.toJS());
  const rules: Rule[] = documents.flatMap((one) => one.rules ?? []);
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`))),
  );
}

const needed = RIGHTS.flatMap(({ apiGroup, resource, verbs }) =>
  verbs.map((verb) => `${verb} ${apiGroup}/${resource}`),
);

// The small API server of the tests refuses everything else, and the tests that run before it do without.
it("the roles of the installs have the rights that the operator needs, and no others", () => {
  const reviews = allowed("token-reviews/clusterrole.yaml");
  expect([...allowed("rights/role.yaml"), ...reviews].toSorted()).toEqual(needed.toSorted());
  expect([...allowed("rights-cluster/role.yaml"), ...reviews].toSorted()).toEqual(needed.toSorted());
});
