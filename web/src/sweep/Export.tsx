import { useState } from "preact/hooks";
import { Said } from "../parts/Said.tsx";
import { asFailure, useSource } from "../source/useSource.ts";

/** All trials as a file. */
export function Export({ sweep }: { sweep: string }) {
  const source = useSource();
  const [failure, setFailure] = useState<string | null>(null);
  if (source.recorded) return null;
  const save = async (format: "csv" | "jsonl") => {
    try {
      const text = await source.text(`/api/v1/sweeps/${encodeURIComponent(sweep)}/export`, { format });
      handOut(`${sweep}.${format}`, text);
    } catch (error) {
      setFailure(asFailure(error).message);
    }
  };
  return (
    <span class="row">
      <button type="button" onClick={() => void save("csv")}>
        CSV
      </button>
      <button type="button" onClick={() => void save("jsonl")} title="One JSON object a line, with the curves">
        JSON lines
      </button>
      {failure === null ? null : (
        <span role="alert">
          <Said text={failure} />
        </span>
      )}
    </span>
  );
}

// Not a link to it: a link sends no token.
function handOut(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text]));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
