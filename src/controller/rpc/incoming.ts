import { AgentServiceService, type Leaving, SessionRequest } from "../../gen/macrosweep/v1/agent.ts";
import { BOUNDS } from "../bounds.ts";

/** A message of an agent as it comes from the wire. */
export interface Incoming extends SessionRequest {
  /** What it took on the wire. */
  readonly bytes: number;
  /** Reports and leases in it. */
  readonly parts: number;
  /** Why it is not taken; empty when it is. */
  readonly refusal: string;
}

/** The agents' service, with messages that are bounded before anything is made of them. */
export const boundedAgentService = {
  session: { ...AgentServiceService.session, requestDeserialize: readIncoming },
} as const;

/** Reads a message. What is too large, has too many parts or is no message comes with the reason, and without its contents. */
function readIncoming(wire: Buffer): Incoming {
  const refused = (refusal: string): Incoming => ({ bytes: wire.length, parts: 1, refusal });
  const most = mostBytes(wire);
  if (wire.length > most) return refused(tooLarge(wire.length, most));
  try {
    const { message } = SessionRequest.decode(wire);
    const refusal = beyond(message, wire.length);
    return refusal === "" ? { message, bytes: wire.length, parts: countParts(message), refusal } : refused(refusal);
  } catch {
    return refused("a message that cannot be read: is this an agent of macrosweep?");
  }
}

type Message = SessionRequest["message"];

// By the tag that it begins with: that of a Hello (field 1), a heartbeat (field 5) or the end of a log (field 7). What it then turns out to be is looked
// at again.
function mostBytes(wire: Buffer): number {
  if (wire[0] === 0x0a || wire[0] === 0x2a) return BOUNDS.sessionLeasesBytes;
  return wire[0] === 0x3a ? BOUNDS.sessionTailBytes : BOUNDS.sessionMessageBytes;
}

function beyond(message: Message, bytes: number): string {
  switch (message?.$case) {
    case "hello": {
      const { agent, host, process = "", version = "", slots, held, machine, leaving } = message.hello;
      const { nameChars, processChars, versionChars, gpus, labels, labelChars } = BOUNDS.hello;
      const words = Object.entries(machine?.labels ?? {});
      return (
        tooMany("hello.agent", agent.length, nameChars, "characters") ||
        tooMany("hello.host", host.length, nameChars, "characters") ||
        tooMany("hello.process", process.length, processChars, "characters") ||
        tooMany("hello.version", version.length, versionChars, "characters") ||
        tooMany("hello.slots", slots, BOUNDS.slots, "slots") ||
        tooMany("hello.held", held.length + countLeases(leaving), BOUNDS.sessionLeases, "leases") ||
        tooMany("hello.machine.gpus", machine?.gpus.length ?? 0, gpus, "GPUs") ||
        tooMany("hello.machine.gpus", longest(machine?.gpus.map(({ name }) => name)), nameChars, "characters a name") ||
        tooMany("hello.machine.labels", words.length, labels, "labels") ||
        tooMany("hello.machine.labels", longest(words.flat()), labelChars, "characters each")
      );
    }
    case "heartbeat": {
      const { leases, leaving } = message.heartbeat;
      return tooMany("heartbeat.leases", leases.length + countLeases(leaving), BOUNDS.sessionLeases, "leases");
    }
    case "gone": {
      const { processes } = message.gone;
      const { goneProcesses, processChars } = BOUNDS.hello;
      return (
        tooMany("gone.processes", processes.length, goneProcesses, "processes") ||
        tooMany("gone.processes", longest(processes), processChars, "characters each")
      );
    }
    case "credit":
      return tooMany("credit", message.credit.slots, BOUNDS.slots, "slots");
    case "logTail":
      return bytes > BOUNDS.sessionTailBytes ? tooLarge(bytes, BOUNDS.sessionTailBytes) : "";
    default:
      return bytes > BOUNDS.sessionMessageBytes ? tooLarge(bytes, BOUNDS.sessionMessageBytes) : "";
  }
}

function tooMany(what: string, count: number, most: number, of: string): string {
  return count > most ? `${what}: ${count} ${of} are too many; at most ${most} are taken` : "";
}

function tooLarge(bytes: number, most: number): string {
  return `a message of ${bytes} bytes; at most ${most} are taken`;
}

function longest(texts: readonly string[] = []): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

function countParts(message: Message): number {
  if (message?.$case === "hello") return 1 + message.hello.held.length + countLeases(message.hello.leaving);
  if (message?.$case === "gone") return 1 + message.gone.processes.length;
  if (message?.$case !== "heartbeat") return 1;
  return 1 + message.heartbeat.leases.length + countLeases(message.heartbeat.leaving);
}

function countLeases(leaving: Leaving | undefined): number {
  return leaving?.leases.length ?? 0;
}
