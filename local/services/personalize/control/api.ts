import type * as sdk from "@aws-sdk/client-personalize";
import type { Api } from "../../../kernel/wire/service.ts";

/** Operations of the control plane; each file of this folder has those of one resource. */
export type ControlApi = Partial<Api<typeof sdk>>;
