import type { Command } from "commander";
import { checkAddress } from "./address.ts";
import { addCommand } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { goOnWithoutOutput } from "./outputError.ts";
import { aborted, stopSignal } from "./signals.ts";

/** `macrosweep katib-suggestion`: our samplers as an algorithm of a Katib that is still there. */
export function addKatibSuggestion(program: Command): void {
  addCommand(program, "katib-suggestion", {
    summary: "serve our samplers to Katib as an algorithm",
    description:
      "Serve Katib's Suggestion service over gRPC until it is stopped, so that a cluster that still runs Katib can use our samplers as an algorithm (docs/migration.md). It remembers nothing: each question has the whole experiment. It speaks without TLS, as Katib does, and starts nothing.",
    example: "macrosweep katib-suggestion --listen 0.0.0.0:6789",
  })
    .option("--listen <host:port>", "address for Katib; port 0 takes a free one", "0.0.0.0:6789")
    .action(async ({ listen, json }: { readonly listen: string; readonly json?: boolean }) => {
      const stop = stopSignal();
      goOnWithoutOutput();
      checkAddress("--listen", listen, 0);
      const { serveSuggestions } = await import("../katib/serve.ts");
      const server = await serveSuggestions(listen);
      if (json) printJson({ address: server.address });
      else printLines([[`Suggestions for Katib on ${server.address}`]]);
      await aborted(stop);
      await server.close();
    });
}
