import type { Context } from "../context.ts";
import type { GroupPlace } from "./group-view.ts";

/** What a worker thread needs to find a group's data as they are now. */
export const groupPlace = ({ platform, datasets, path }: Context, groupArn: string): GroupPlace => ({
  groupArn,
  datasets: datasets.all().filter((dataset) => dataset.groupArn === groupArn),
  database: platform.state.database.location() ?? "",
  directory: path(""),
});
