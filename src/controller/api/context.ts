import type { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";
import type { Happenings } from "./happenings.ts";
import type { IdempotencyKeys } from "./idempotency.ts";
import type { Listing } from "./listing.ts";

/** What the routes stand on. */
export interface ApiContext {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  readonly listing: Listing;
  readonly happenings: Happenings;
  readonly keys: IdempotencyKeys;
  /** One thing for each who follows what goes on. */
  readonly following: Set<object>;
}
