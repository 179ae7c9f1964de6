import { byId, h } from "../elements.ts";
import { read, Refused, type Cards, type Counts, type Models, type Promised, type Runs } from "./api.ts";
import { drawCards } from "./cards.ts";
import { drawCounts } from "./counts.ts";
import { drawModels } from "./models.ts";
import { drawKeep } from "./keep.ts";
import { martPlaces, martsView } from "./marts/marts.ts";
import { drawNow } from "./now.ts";
import { put } from "./put.ts";
import { drawRuns } from "./runs.ts";
import { showView, viewInAddress } from "./views.ts";

const refreshMs = 4_000;
const keyName = "millrace.console-key";

/** From `#key=…` or `#shop&key=…`, which then leaves the address bar; else what this tab was given before. */
const keyAtStart = (): string => {
  const given = new URLSearchParams(location.hash.slice(1)).get("key");
  if (given === null) return sessionStorage.getItem(keyName) ?? "";
  const view = viewInAddress();
  history.replaceState(null, "", `${location.pathname}${location.search}${view === "pipeline" ? "" : `#${view}`}`);
  return given;
};

let key = keyAtStart();
let timer: ReturnType<typeof setTimeout> | undefined;
/** Counts the looks: what an earlier one still brings is not drawn. */
let round = 0;

const say = (text: string, isBad = false): void => {
  const status = byId("status");
  status.textContent = text;
  status.dataset["bad"] = String(isBad);
};

const marts = martsView();

const open = (isOpen: boolean): void => {
  for (const id of ["views", "pages"]) byId(id).hidden = !isOpen;
  byId("door").hidden = isOpen;
};

/** Draws what it reads, unless by then another look has begun or the key was forgotten. */
const refresh = async (isCurrent: () => boolean): Promise<void> => {
  const [runs, models, counts, cards, promised] = await Promise.all([
    read<Runs>("runs", key),
    read<Models>("models", key),
    read<Counts>("counts", key),
    read<Cards>("cards", key),
    read<Promised>("promises", key),
  ]);
  if (!isCurrent()) return;
  put("runs", drawRuns(runs.runs, runs.now));
  put("models", drawModels(models));
  put("counts", drawCounts(counts));
  put("cards", drawCards(cards));
  put("now", drawNow(models, promised, cards));
  open(true);
  say(`as of ${new Date(runs.now).toLocaleTimeString("en-GB")}`);
  sessionStorage.setItem(keyName, key);
  if (viewInAddress() === "shop")
    await marts.look(key, String(counts.counts?.generatedAt ?? ""), models.models, isCurrent);
};

const lock = (why: string): void => {
  clearTimeout(timer);
  round++;
  key = "";
  sessionStorage.removeItem(keyName);
  marts.forget();
  for (const id of ["now", "runs", "models", "counts", "cards", ...martPlaces]) byId(id).replaceChildren(h("p", {}));
  open(false);
  say(why, why !== "");
};

const look = async (): Promise<void> => {
  clearTimeout(timer);
  const own = ++round;
  const isCurrent = () => own === round;
  if (key === "") return lock("");
  try {
    await refresh(isCurrent);
  } catch (error) {
    if (!isCurrent()) return;
    if (error instanceof Refused) return lock(error.message);
    say(`not reached: ${error instanceof Error ? error.message : String(error)}; trying again`, true);
  }
  if (!isCurrent()) return;
  timer = setTimeout(() => void look(), document.hidden ? refreshMs * 5 : refreshMs);
};

byId("keep").replaceChildren(
  drawKeep(
    () => key,
    (text) => say(text, true),
  ),
);

const enter = (given: string): void => {
  key = given.trim();
  void look();
};

const field = byId("key") as HTMLInputElement;
byId("door").addEventListener("submit", (event) => {
  event.preventDefault();
  enter(field.value);
  field.value = "";
});
byId("leave").addEventListener("click", () => lock(""));
addEventListener("hashchange", () => {
  showView(viewInAddress());
  enter(keyAtStart());
});
document.addEventListener("visibilitychange", () => !document.hidden && void look());
showView(viewInAddress());
void look();
