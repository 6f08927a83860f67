import { Nothing } from "../parts/Nothing.tsx";

/** Before the first sweep: how to get one. */
export function NoSweeps() {
  return (
    <Nothing title="No sweep yet">
      <p>
        A sweep is a document that says what may vary, what to train and how much may be spent. Hand one to this
        controller:
      </p>
      <pre>macrosweep submit sweep.yaml --url {new URL(".", location.href).href}</pre>
      <p>and give it somebody who trains (the address for agents stands where the controller was started):</p>
      <pre>macrosweep agent --controller HOST:7450</pre>
      <p>What a sweep finds is shown here as it happens.</p>
    </Nothing>
  );
}
