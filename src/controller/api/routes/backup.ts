import { z } from "zod";
import { Reply, route } from "../route.ts";

const backup = route({
  name: "backUp",
  method: "POST",
  path: "/api/v1/backup",
  summary: "All sweeps in one file, as macrosweep restore takes it",
  description:
    "The journal as it stands at one moment, read through against its checksums before the first byte is sent. The controller goes on meanwhile. One at a time: 503 while another is under way. Tokens, logs and checkpoints are not in it.",
  answer: z.string().describe("A SQLite database."),
  media: ["application/vnd.sqlite3"],
  async handle(_ask, { observed }) {
    const { bytes, content } = await observed.backup();
    return new Reply(200, content, {
      "content-type": "application/vnd.sqlite3",
      "content-length": String(bytes),
      "content-disposition": 'attachment; filename="macrosweep.db"',
      "cache-control": "no-store",
    });
  },
});

/** What is kept elsewhere. */
export const backupRoutes = [backup];
