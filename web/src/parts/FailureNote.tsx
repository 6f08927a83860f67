import type { Failure } from "../source/source.ts";
import { Nothing } from "./Nothing.tsx";
import { Said } from "./Said.tsx";
import { TokenForm } from "./TokenForm.tsx";

/** Something that cannot be had, why, and what helps. */
export function FailureNote({ failure }: { failure: Failure }) {
  const { title, help } = ADVICE[failure.code] ?? { title: "This cannot be shown", help: "" };
  return (
    <Nothing title={title}>
      <p>
        <Said text={failure.message} />
      </p>
      {help === "" ? null : <p>{help}</p>}
      {failure.code === "unauthenticated" || failure.code === "forbidden" ? <TokenForm /> : null}
    </Nothing>
  );
}

const ADVICE: Readonly<Record<string, { title: string; help: string }>> = {
  unreachable: {
    title: "The controller does not answer",
    help: "Agents train on meanwhile. The page tries again by itself; a controller is started with: macrosweep controller",
  },
  unauthenticated: {
    title: "Who are you?",
    help: "This controller asks for a token. Open the link that you were given, or ask for one: macrosweep token create --scope sweeps:read --expires 30d",
  },
  forbidden: {
    title: "Your token does not allow this",
    help: "Whoever runs the controller can give you one that does: macrosweep token create",
  },
  notFound: { title: "There is no such thing", help: "It may have been deleted, or its name may be another one." },
};
