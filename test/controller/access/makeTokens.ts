// `node makeTokens.ts FOLDER COUNT`: makes so many tokens, one after the other.
import { createToken } from "../../../src/controller/access/index.ts";

const [folder = "", count] = process.argv.slice(2);
for (let i = 0; i < Number(count); i++) createToken(folder, { name: null, scopes: ["agents"], lifeMs: 60_000 });
