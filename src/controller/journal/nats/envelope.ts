import { headers, type MsgHdrs } from "@nats-io/transport-node";
import { EVENT_FORMAT } from "../../core/events.ts";

/** How a sweep stands after its last message; see docs/events.md, which describes each header. */
export interface Tail {
  /** Number of that message in the stream: what the next one is fenced by. 0: there is none. */
  readonly at: number;
  /** Number of the sweep's last event; 0: there is no such sweep. */
  readonly seq: number;
  /** Last checksum of its chain. */
  readonly sum: string;
  readonly over: boolean;
  /** Number in the stream of the sweep's first message. */
  readonly created: number;
  /** Id of that message, by which its writer knows it again. */
  readonly id: string;
}

export const NOTHING: Tail = { at: 0, seq: 0, sum: "", over: false, created: 0, id: "" };

/** What stands at the head of a message, besides its id. */
export interface Head extends Pick<Tail, "seq" | "sum" | "over" | "created"> {
  /** This part of an append that is too long for one message, from 1 on, and how many there are. */
  readonly part: number;
  readonly parts: number;
}

const ID = "Nats-Msg-Id";
const FORMAT = "Macrosweep-Format";
const SEQ = "Macrosweep-Seq";
const SUM = "Macrosweep-Sum";
const OVER = "Macrosweep-Over";
const CREATED = "Macrosweep-Created";
const PART = "Macrosweep-Part";

/** Headers of a message; all but the last part of an append say how the sweep stands before it. */
export function headersOf({ seq, sum, over, created, part, parts }: Head): MsgHdrs {
  const made = headers();
  made.set(FORMAT, String(EVENT_FORMAT));
  made.set(SEQ, String(seq));
  made.set(SUM, sum);
  if (over) made.set(OVER, "1");
  if (created > 0) made.set(CREATED, String(created));
  if (parts > 1) made.set(PART, `${part}/${parts}`);
  return made;
}

/** How the sweep stands after the message `at` of the stream. */
export function tailOf(at: number, made: MsgHdrs | undefined): Tail {
  const seq = Number(made?.get(SEQ));
  return {
    at,
    seq,
    sum: made?.get(SUM) ?? "",
    over: made?.get(OVER) === "1",
    // The first message does not know its own number.
    created: Number(made?.get(CREATED) ?? 0) || at,
    id: made?.get(ID) ?? "",
  };
}

/** Version of the events of a message. */
export function formatOf(made: MsgHdrs | undefined): number {
  return Number(made?.get(FORMAT));
}

/** Which part of which append a message is. */
export function partOf(made: MsgHdrs | undefined): { append: string; part: number; parts: number } {
  const [part = 1, parts = 1] = (made?.get(PART) || "1/1").split("/").map(Number);
  return { append: (made?.get(ID) ?? "").replace(/\.\d+$/, ""), part, parts };
}

/** Id of a part of an append. */
export function partId(append: string, part: number): string {
  return `${append}.${part}`;
}

/** All subjects of a stream's events. */
export function subjectsOf(stream: string): string {
  return `${stream}.events.*`;
}

export function subjectOf(stream: string, sweep: string): string {
  return `${stream}.events.${tokenOf(sweep)}`;
}

export function sweepOf(subject: string): string {
  return decodeURIComponent(subject.slice(subject.lastIndexOf(".") + 1).replaceAll("=", "%"));
}

/**
 * The name of a sweep as one token of a subject, and as a key of a bucket: every byte of its UTF-8 but A-Z, a-z, 0-9, _ and - as = and two hexadecimal
 * digits.
 */
export function tokenOf(sweep: string): string {
  return [...Buffer.from(sweep, "utf8")].map(encoded).join("");
}

function encoded(byte: number): string {
  const char = String.fromCharCode(byte);
  return /[A-Za-z0-9_-]/.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
