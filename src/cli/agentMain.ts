import { createAgentProgram } from "./agentProgram.ts";
import { start } from "./start.ts";

// The program of a self-contained agent (scripts/agentBundle.ts).
await start(createAgentProgram);
