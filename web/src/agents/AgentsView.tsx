import type { AgentShape } from "../../../src/shapes/agent.ts";
import { span } from "../../../src/words/span.ts";
import { FailureNote } from "../parts/FailureNote.tsx";
import { Nothing } from "../parts/Nothing.tsx";
import { Said } from "../parts/Said.tsx";
import { Scroll } from "../parts/Scroll.tsx";
import { linkTo } from "../place/place.ts";
import { useClock } from "../source/useClock.ts";
import { useAnswer } from "../source/useSource.ts";
import { counted, digits } from "../words/numbers.ts";
import { exactly, moment } from "../words/times.ts";

const EVERY_MS = 3_000;

/** Who trains: the agents that are connected and those that lately were, their slots, their GPUs, and what they train. */
export function AgentsView() {
  const { value, failure } = useAnswer<{ agents: AgentShape[] }>("/api/v1/agents", {}, useClock(EVERY_MS));
  if (failure !== null) return <FailureNote failure={failure} />;
  if (value === null) return <p class="dim">Asking the controller …</p>;
  const { agents } = value;
  if (agents.length === 0) return <NoAgents />;
  const here = agents.filter(({ state }) => state === "connected");
  const sum = (of: (agent: AgentShape) => number) => here.reduce((total, agent) => total + of(agent), 0);
  return (
    <div class="stack">
      <h1>Agents</h1>
      <p class="note">
        {counted(here.length, "agent")} connected, {sum(({ busy }) => busy)} of{" "}
        {counted(
          sum(({ slots }) => slots),
          "slot",
        )}{" "}
        busy
      </p>
      <div class="panel">
        <Scroll label="Agents">
          <table>
            <thead>
              <tr>
                <th>Agent</th>
                <th>State</th>
                <th>Slots</th>
                <th>GPUs</th>
                <th>Trains</th>
                <th>Labels</th>
              </tr>
            </thead>
            <tbody>
              {agents.map((agent) => (
                <AgentRow key={agent.name} agent={agent} />
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </div>
  );
}

function AgentRow({ agent }: { agent: AgentShape }) {
  const { name, host, version, state, sinceMs, lostSinceMs, slots, busy, gpus, labels, trouble, leases } = agent;
  const nowMs = Date.now();
  return (
    <tr>
      <td>
        <Said text={name} />
        <div class="note">
          <Said text={version === null ? host : `${host}, version ${version}`} />
        </div>
      </td>
      <td>
        <span class={`state ${state === "connected" ? "completed" : "failed"}`}>
          <span aria-hidden="true">{state === "connected" ? "●" : "○"}</span> {state}
        </span>
        <div class="note" title={exactly(lostSinceMs ?? sinceMs)}>
          since {moment(lostSinceMs ?? sinceMs, nowMs)}
        </div>
        {trouble === null ? null : (
          <div class="alert">
            <Said text={trouble} />
          </div>
        )}
      </td>
      <td>
        {busy} of {slots} busy
      </td>
      <td>
        {gpus.length === 0 ? <span class="dim">none</span> : null}
        {gpus.map(({ index, name: model, memoryMib, mig }) => (
          <div key={`${index} ${model}`}>
            <Said text={`${index === null ? "" : `${index}: `}${model}${mig ? " (MIG)" : ""}`} />
            {memoryMib === null ? "" : `, ${digits(memoryMib / 1024)} GiB`}
          </div>
        ))}
      </td>
      <td>
        {leases.map(({ sweep, trial, attempt, sinceMs: began, ending }) => (
          <div key={`${sweep} ${trial} ${attempt}`}>
            <a href={linkTo(["sweeps", sweep, "trials", trial])}>
              <Said text={sweep} /> / {trial}
            </a>{" "}
            <span class="note">
              {span(Math.max(0, nowMs - began))}
              {ending ? ", ending" : ""}
            </span>
          </div>
        ))}
      </td>
      <td class="note">
        <Said
          text={Object.entries(labels)
            .map(([label, of]) => `${label}=${of}`)
            .join(" ")}
        />
      </td>
    </tr>
  );
}

function NoAgents() {
  return (
    <Nothing title="No agent yet">
      <p>
        Agents train. Start one on each machine that has GPUs, or on this one (the address stands where the controller
        was started):
      </p>
      <pre>macrosweep agent --controller HOST:7450</pre>
    </Nothing>
  );
}
