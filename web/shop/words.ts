const categories: Record<string, string> = {
  dog: "강아지",
  cat: "고양이",
  small: "소동물",
  fish: "물고기",
  bird: "새",
  food: "사료",
  treats: "간식",
  toys: "장난감",
  walking: "산책",
  home: "하우스",
  care: "미용·위생",
  litter: "모래·화장실",
  tank: "수조",
  "dry-food": "건사료",
  "wet-food": "습식",
  chews: "껌",
  biscuits: "비스킷",
  "fetch-toys": "던지기 장난감",
  "puzzle-toys": "노즈워크",
  harnesses: "하네스·리드줄",
  clothes: "옷",
  beds: "방석·침대",
  cooling: "쿨링",
  pads: "배변 패드",
  grooming: "미용",
  lickables: "짜 먹는 간식",
  "freeze-dried": "동결 건조",
  wands: "낚싯대",
  catnip: "캣닢",
  clumping: "응고형 모래",
  "litter-boxes": "화장실",
  towers: "캣타워",
  scratchers: "스크래처",
  pellets: "펠릿",
  hay: "건초",
  cages: "케이지",
  bedding: "베딩",
  flakes: "플레이크",
  aquariums: "어항·여과기",
  decor: "수초·장식",
  seeds: "씨앗",
  perches: "횃대·새장",
};

/** A category as the shop writes it; one we have no Korean word for keeps its own name. */
export const categoryName = (name: string): string => categories[name] ?? name;

const won = new Intl.NumberFormat("ko-KR");
export const priceText = (price: number | undefined): string => (price === undefined ? "" : `${won.format(price)}원`);

/** Where a list came from, for people. */
export const sourceNames: Record<string, string> = {
  live: "made by the live model just now",
  memory: "made by the live model, from the instance's memory",
  table: "made by the live model, from the cache table",
  stale: "made by the live model a while ago, being renewed",
  "last-good": "this visitor's last good list",
  batch: "made for many visitors at once by the live model",
  popular: "what most visitors look at",
  "built-in": "the shop's built-in list",
};
