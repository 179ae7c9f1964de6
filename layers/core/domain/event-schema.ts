import * as z from "zod";
import { address, amount, identifier, milliseconds, snakeName, text } from "./event-fields.ts";
import { limits } from "./event-limits.ts";

const choice = z.enum(["granted", "denied", "unknown"]).default("unknown");

const page = z.object({
  url: address(2048).optional(),
  path: address(1024).optional(),
  title: text(300).optional(),
  referrer: address(2048).optional(),
});

const item = z.object({
  item_id: identifier(256),
  item_name: text(500).optional(),
  item_brand: text(256).optional(),
  item_category: text(256).optional(),
  item_category2: text(256).optional(),
  item_category3: text(256).optional(),
  item_category4: text(256).optional(),
  item_category5: text(256).optional(),
  item_variant: text(256).optional(),
  price: amount.min(0).optional(),
  quantity: z.int().min(1).optional(),
  index: z.int().min(0).optional(),
  item_list_id: identifier(256).optional(),
  item_list_name: text(256).optional(),
});

/** Joins a click to the list it was served in. */
const recommendation = z.object({
  id: identifier(40),
  source: text(64).optional(),
  variant: text(64).optional(),
  position: z.int().min(0).max(10_000).optional(),
  strategy: text(64).optional(),
  /** The solution version that made the list: `model` of the answer. */
  model: text(256).optional(),
});

const context = z.object({
  locale: text(35).optional(),
  tz: text(64).optional(),
  screen: text(32).optional(),
  /** "mobile", "tablet" or "desktop"; collect fills it in from the browser when the sender does not. */
  device: text(32).optional(),
  utm_source: text(256).optional(),
  utm_medium: text(256).optional(),
  utm_campaign: text(256).optional(),
  utm_term: text(256).optional(),
  utm_content: text(256).optional(),
  app_version: text(64).optional(),
  sdk: text(64).optional(),
  /** The visitor's browser, where an importer speaks for many. Collect labels bots and devices by it and does not store it. */
  user_agent: text(512).optional(),
});

/**
 * The canonical event v1, as a tracker or an importer sends it: the one definition of what a click is.
 * Fields it does not know are no error; see `extrasOf`.
 */
export const clickEvent = z.object({
  /** Made once, when the event is queued, and never again for a retry. */
  event_id: z
    .string()
    .regex(/^[0-9A-Za-z_-]{8,64}$/)
    .describe("a UUID, or 8 to 64 of A-Z, a-z, 0-9, _ and -"),
  event_name: snakeName,
  /** The device's clock. */
  event_ts: milliseconds,
  anonymous_id: identifier(128).optional(),
  user_id: identifier(256).optional(),
  session_id: identifier(128),
  session_seq: z.int().min(0).optional(),
  page: page.optional(),
  item_id: identifier(256).optional(),
  items: z.array(item).max(limits.items).optional(),
  value: amount.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe("three capital letters, such as KRW")
    .optional(),
  transaction_id: identifier(100).optional(),
  search_term: text(256).optional(),
  recommendation: recommendation.optional(),
  /** Item ids that were shown, in order. */
  impression: z.array(identifier(256)).max(limits.impression).optional(),
  consent: z.object({ analytics: choice, ads: choice, personalization: choice }),
  context: context.optional(),
  props: z
    .record(snakeName, z.union([text(1024), z.number(), z.boolean()]))
    .refine((props) => Object.keys(props).length <= limits.props, { params: { code: "too_many_keys" } })
    .optional(),
});
