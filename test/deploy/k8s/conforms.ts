import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  readonly kind: string;
}

const root = join(import.meta.dirname, "../../..");

/**
 * What the compiler says against manifests as the types of Kubernetes' own client, which are made of Kubernetes' OpenAPI document: unknown fields, missing
 * ones, wrong types. Empty: nothing.
 */
export function conforms(manifests: readonly Manifest[]): string {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "manifests-"));
  try {
    const types = manifests.map(({ kind }) => `V1${kind}`);
    const values = manifests.map((manifest, i) => `export const m${i}: ${types[i]} = ${asInClient(manifest)};`);
    const names = [...new Set(types)].join(", ");
    writeFileSync(
      join(folder, "manifests.ts"),
      `import type { ${names} } from "@kubernetes/client-node";\n${values.join("\n")}\n`,
    );
    const options = { extends: join(root, "tsconfig.json"), include: ["manifests.ts"], exclude: [] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, "node_modules/typescript/bin/tsc"), "-p", folder],
      {
        encoding: "utf8",
      },
    );
    return `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Words of TypeScript have another name there. */
function asInClient(manifest: Manifest): string {
  return JSON.stringify(manifest, null, 1).replace(/^( *)"from":/gm, '$1"_from":');
}
