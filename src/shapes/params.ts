import { z } from "zod";
import { isRawNumber, type RawNumber } from "../asWritten.ts";

// A float that is whole goes out as `1.0`: to Python, and to whoever has such a parameter, 1.0 and 1 are different things.
const asWritten = z.custom<RawNumber>(isRawNumber).meta({ type: "number" });

/** One value as JSON has it: text, number, boolean, and what a categorical parameter may have beside them, null and lists. */
export const paramShape = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.unknown()), asWritten]);
export type ParamShape = z.infer<typeof paramShape>;

/** Params by name, in the order of the document; an inactive parameter is not there. */
export const paramsShape = z.record(z.string(), paramShape).meta({ id: "Params" });
export type ParamsShape = Readonly<z.infer<typeof paramsShape>>;
