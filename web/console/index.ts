import { byId, h } from "../elements.ts";
import { read, Refused, type Cards, type Counts, type Models, type Promised, type Runs } from "./api.ts";
import { drawCards } from "./cards.ts";
import { drawCounts } from "./counts.ts";
import { drawModels } from "./models.ts";
import { drawKeep } from "./keep.ts";
import { drawNow } from "./now.ts";
import { drawRuns } from "./runs.ts";

const refreshMs = 4_000;
const keyName = "millrace.console-key";

/** From `#key=…`, which then leaves the address bar; else what this tab was given before. */
const keyAtStart = (): string => {
  const given = new URLSearchParams(location.hash.slice(1)).get("key");
  if (given === null) return sessionStorage.getItem(keyName) ?? "";
  history.replaceState(null, "", location.pathname + location.search);
  return given;
};

let key = keyAtStart();
let timer: ReturnType<typeof setTimeout> | undefined;

const say = (text: string, isBad = false): void => {
  const status = byId("status");
  status.textContent = text;
  status.dataset["bad"] = String(isBad);
};

/** Replaces a section only when it changed, so that a reader's place and selection stay; what was unfolded stays so. */
const put = (id: string, drawn: HTMLElement): void => {
  const place = byId(id);
  for (const unfolded of place.querySelectorAll<HTMLDetailsElement>("details[open][data-key]"))
    for (const same of drawn.querySelectorAll<HTMLDetailsElement>("details[data-key]"))
      if (same.dataset["key"] === unfolded.dataset["key"]) same.open = true;
  if (place.firstElementChild?.isEqualNode(drawn)) return;
  place.replaceChildren(drawn);
};

const refresh = async (): Promise<void> => {
  const [runs, models, counts, cards, promised] = await Promise.all([
    read<Runs>("runs", key),
    read<Models>("models", key),
    read<Counts>("counts", key),
    read<Cards>("cards", key),
    read<Promised>("promises", key),
  ]);
  put("runs", drawRuns(runs.runs, runs.now));
  put("models", drawModels(models));
  put("counts", drawCounts(counts));
  put("cards", drawCards(cards));
  put("now", drawNow(models, promised, cards));
  byId("pages").hidden = false;
  byId("door").hidden = true;
  say(`as of ${new Date(runs.now).toLocaleTimeString("en-GB")}`);
};

const lock = (why: string): void => {
  key = "";
  sessionStorage.removeItem(keyName);
  for (const id of ["now", "runs", "models", "counts", "cards"]) byId(id).replaceChildren(h("p", {}));
  byId("pages").hidden = true;
  byId("door").hidden = false;
  say(why, why !== "");
};

const look = async (): Promise<void> => {
  clearTimeout(timer);
  if (key === "") return lock("");
  try {
    await refresh();
    sessionStorage.setItem(keyName, key);
  } catch (error) {
    if (error instanceof Refused) return lock(error.message);
    say(`not reached: ${error instanceof Error ? error.message : String(error)}; trying again`, true);
  }
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
byId("leave").addEventListener("click", () => {
  clearTimeout(timer);
  lock("");
});
addEventListener("hashchange", () => enter(keyAtStart()));
document.addEventListener("visibilitychange", () => !document.hidden && void look());
void look();
