// A process to kill: `node stateFolderHolder.ts FOLDER` takes the folder, says so, and keeps it until its standard input ends.
import { openStateFolder } from "../../src/controller/stateFolder.ts";

openStateFolder(String(process.argv[2]));
process.stdout.write("held\n");
process.stdin.resume();
