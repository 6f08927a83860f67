import { useEffect, useState } from "preact/hooks";
import type { Connection } from "../source/source.ts";
import { useSource } from "../source/useSource.ts";
import { tellNews } from "./News.tsx";

/** Whether what is seen is live. Says so when that changes, to those who do not see it too. */
export function ConnectionSign() {
  const source = useSource();
  const [connection, setConnection] = useState<Connection>("connecting");
  useEffect(() => {
    let before: Connection = "connecting";
    return source.onConnection((now) => {
      if (now === "lost") tellNews("The connection to the controller is lost. Trying again.");
      if ((now === "live" || now === "standby") && before === "lost")
        tellNews("Connected again; everything is up to date.");
      before = now;
      setConnection(now);
    });
  }, [source]);
  const { text, title } = SAID[connection];
  return (
    <span class={`connection ${connection}`} title={title}>
      <span class="dot" aria-hidden="true" />
      {text}
    </span>
  );
}

const SAID: Readonly<Record<Connection, { text: string; title: string }>> = {
  connecting: { text: "Connecting", title: "Waiting for the controller's first answer." },
  live: { text: "Live", title: "What happens is shown as it happens." },
  standby: {
    text: "Standby",
    title:
      "This controller stands by: it shows how things stood a moment ago, and changes are made at the one that leads.",
  },
  lost: {
    text: "Connection lost",
    title:
      "What is shown is how it stood last. The page tries again by itself and catches up; agents train on meanwhile.",
  },
  recorded: { text: "Report", title: "As it stood when the report was written." },
};
