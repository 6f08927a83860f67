/**
 * What a place in a sweep document may hold, as people read it. The page docs/document.md and the JSON Schema for editors are made of these; the
 * readers beside this folder decide. A test holds the three together: every key that is read is described, and every range is tried at its edges.
 */
export type Node =
  | Described<"integer", { readonly min: number; readonly max: number }>
  | Described<"number", { readonly min?: number; readonly max?: number }>
  | Described<"text", { readonly pattern?: string }>
  | Described<"duration">
  | Described<"size">
  | Described<"flag">
  | Described<"choice", { readonly choices: readonly string[] }>
  /** What `types` says in words, and one of `of` where these are described. */
  | Described<"any", { readonly types: string; readonly of?: readonly Node[] }>
  | Described<"list", { readonly item: Node; readonly min: number; readonly max: number }>
  /** Keys of the user's own. */
  | Described<"map", { readonly value: Node; readonly of: string }>
  | ObjectNode
  | VariantsNode;

/** An object with these keys and no others, but where it is open. */
export type ObjectNode = Described<"object", { readonly keys: Keys; readonly title: string; readonly open?: true }>;

/** One of several objects; what tells them apart stands in each. */
export type VariantsNode = Described<"variants", { readonly variants: readonly ObjectNode[] }>;

export type Keys = Readonly<Record<string, Node>>;

type Described<Kind extends string, More = object> = {
  readonly kind: Kind;
  /** A sentence or two: what it means. */
  readonly what: string;
  /** A value that is valid there. */
  readonly example: unknown;
  /** Absent: there is none; then the key may be left out only where `required` is not set. */
  readonly default?: unknown;
  readonly required?: true;
} & More;

/** What every key may have besides its range. */
type Rest = { readonly default?: unknown; readonly required?: true };

export function integer(what: string, example: number, min: number, max: number, rest: Rest = {}): Node {
  return { kind: "integer", what, example, min, max, ...rest };
}

export function number(
  what: string,
  example: number,
  range: { min?: number; max?: number } = {},
  rest: Rest = {},
): Node {
  return { kind: "number", what, example, ...range, ...rest };
}

export function text(what: string, example: string, rest: Rest & { readonly pattern?: string } = {}): Node {
  return { kind: "text", what, example, ...rest };
}

export function duration(what: string, example: string, rest: Rest = {}): Node {
  return { kind: "duration", what, example, ...rest };
}

export function size(what: string, example: string, rest: Rest = {}): Node {
  return { kind: "size", what, example, ...rest };
}

export function flag(what: string, rest: Rest = {}): Node {
  return { kind: "flag", what, example: true, ...rest };
}

export function choice(what: string, choices: readonly string[], rest: Rest = {}): Node {
  return { kind: "choice", what, choices, example: rest.default ?? choices[0], ...rest };
}

export function any(
  what: string,
  types: string,
  example: unknown,
  rest: Rest & { readonly of?: readonly Node[] } = {},
): Node {
  return { kind: "any", what, types, example, ...rest };
}

export function list(
  what: string,
  item: Node,
  example: readonly unknown[],
  min: number,
  max: number,
  rest: Rest = {},
): Node {
  return { kind: "list", what, item, example, min, max, ...rest };
}

export function map(what: string, of: string, value: Node, example: object, rest: Rest = {}): Node {
  return { kind: "map", what, of, value, example, ...rest };
}

export function object(
  title: string,
  what: string,
  keys: Keys,
  example: object,
  rest: Rest & { readonly open?: true } = {},
): ObjectNode {
  return { kind: "object", title, what, keys, example, ...rest };
}

export function variants(what: string, all: readonly ObjectNode[], rest: Rest = {}): VariantsNode {
  return { kind: "variants", what, variants: all, example: all[0]?.example, ...rest };
}
