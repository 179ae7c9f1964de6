import type { Personalize } from "@millrace/core/aws/personalize";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import type { Ledger } from "../ledger.ts";
import type { Reading } from "./held-out.ts";

export interface JudgeNeeds {
  readonly personalize: Personalize;
  readonly ledger: Pick<Ledger, "live" | "run">;
  /** The installation's name, which begins every name on Personalize. */
  readonly name: string;
  readonly lake: Reading & {
    exists(key: string): Promise<boolean>;
    put(key: string, body: string, options?: { contentType?: string }): Promise<unknown>;
  };
  readonly lakeBucket: string;
  readonly pipeline: Pick<Pipeline, "solutions" | "campaigns" | "gate">;
}
