import { openLaterController } from "./laterController.ts";

// `node test/contract/later/main.ts URL`: the controller there as one of a later version. Says where it listens.
const [, , url = ""] = process.argv;
console.log((await openLaterController(url)).url);
