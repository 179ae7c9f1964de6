import type { ClickEvent } from "@millrace/core/domain/event";
import { botReasons, deviceOf } from "./visitor.ts";
import type { KeyKind } from "./write-keys.ts";

export interface Browser {
  botReasons: string[];
  device: string | undefined;
}

/**
 * What an importer's event says of its visitor's browser. A page is believed by its own request alone, or a bot could say
 * what it likes. The user agent is taken out either way: no browser's is stored.
 */
export function takeBrowser(event: ClickEvent, kind: KeyKind): Browser | undefined {
  if (event.context?.user_agent === undefined) return undefined;
  const { user_agent, ...context } = event.context;
  event.context = context;
  return kind === "server" ? { botReasons: botReasons(user_agent), device: deviceOf(user_agent) } : undefined;
}
