/** What stands on one shelf (the third category level) of 몽스토어, and how it sells. */
export interface Shelf {
  readonly path: readonly [l1: string, l2: string, l3: string];
  readonly ko: readonly string[];
  readonly en: readonly string[];
  /** KRW, cheapest and dearest. */
  readonly price: readonly [number, number];
  /** Bought again and again, like food. */
  readonly isConsumable: boolean;
  /** Sells in this season more than in others. */
  readonly season?: "summer" | "winter";
}

const shelf = (
  path: Shelf["path"],
  ko: string,
  en: string,
  price: Shelf["price"],
  more: Partial<Pick<Shelf, "isConsumable" | "season">> = {},
): Shelf => ({ path, ko: ko.split("|"), en: en.split("|"), price, isConsumable: false, ...more });

const consumable = { isConsumable: true };

/** Categories are in English, as ids are; names on the label are in both languages. `ko` and `en` go in step. */
export const shelves: readonly Shelf[] = [
  shelf(
    ["dog", "food", "dry-food"],
    "닭고기 사료|연어 사료|오리 사료|소고기 사료",
    "Chicken Kibble|Salmon Kibble|Duck Kibble|Beef Kibble",
    [18_000, 79_000],
    consumable,
  ),
  shelf(
    ["dog", "food", "wet-food"],
    "닭고기 캔|양고기 캔|칠면조 파우치",
    "Chicken Can|Lamb Can|Turkey Pouch",
    [2_500, 9_000],
    consumable,
  ),
  shelf(
    ["dog", "treats", "chews"],
    "소힘줄 껌|오리목뼈|고구마 말이",
    "Beef Tendon Chew|Duck Neck|Sweet Potato Wrap",
    [4_000, 19_000],
    consumable,
  ),
  shelf(
    ["dog", "treats", "biscuits"],
    "치즈 비스킷|단호박 쿠키|우유 과자",
    "Cheese Biscuit|Pumpkin Cookie|Milk Snack",
    [3_000, 12_000],
    consumable,
  ),
  shelf(
    ["dog", "toys", "fetch-toys"],
    "삑삑이 공|로프 장난감|원반",
    "Squeaky Ball|Rope Toy|Flying Disc",
    [3_500, 18_000],
  ),
  shelf(
    ["dog", "toys", "puzzle-toys"],
    "노즈워크 매트|간식 퍼즐|콩 장난감",
    "Snuffle Mat|Treat Puzzle|Rubber Stuffer",
    [9_000, 39_000],
  ),
  shelf(["dog", "walking", "harnesses"], "하네스|리드줄|자동줄", "Harness|Leash|Retractable Leash", [12_000, 59_000]),
  shelf(["dog", "walking", "clothes"], "패딩 조끼|니트|우비", "Padded Vest|Knit Sweater|Raincoat", [15_000, 69_000], {
    season: "winter",
  }),
  shelf(["dog", "home", "beds"], "방석|도넛 침대|텐트 하우스", "Cushion|Donut Bed|Tent House", [19_000, 129_000], {
    season: "winter",
  }),
  shelf(
    ["dog", "home", "cooling"],
    "쿨매트|대리석 매트|쿨 스카프",
    "Cooling Mat|Marble Mat|Cooling Scarf",
    [9_000, 49_000],
    { season: "summer" },
  ),
  shelf(["dog", "care", "pads"], "배변 패드|대형 패드", "Training Pad|Large Pad", [9_000, 32_000], consumable),
  shelf(
    ["dog", "care", "grooming"],
    "샴푸|슬리커 브러시|발 세정제",
    "Shampoo|Slicker Brush|Paw Cleaner",
    [6_000, 35_000],
  ),
  shelf(
    ["cat", "food", "dry-food"],
    "연어 사료|참치 사료|닭고기 사료",
    "Salmon Kibble|Tuna Kibble|Chicken Kibble",
    [16_000, 72_000],
    consumable,
  ),
  shelf(
    ["cat", "food", "wet-food"],
    "참치 캔|흰살생선 파우치|닭가슴살 캔",
    "Tuna Can|Whitefish Pouch|Chicken Breast Can",
    [1_800, 7_500],
    consumable,
  ),
  shelf(
    ["cat", "treats", "lickables"],
    "짜먹는 간식 참치|짜먹는 간식 연어|짜먹는 간식 닭",
    "Tuna Puree Stick|Salmon Puree Stick|Chicken Puree Stick",
    [2_000, 9_500],
    consumable,
  ),
  shelf(
    ["cat", "treats", "freeze-dried"],
    "동결건조 닭가슴살|동결건조 연어",
    "Freeze-dried Chicken|Freeze-dried Salmon",
    [6_000, 24_000],
    consumable,
  ),
  shelf(
    ["cat", "toys", "wands"],
    "낚싯대|깃털 장난감|레이저 포인터",
    "Fishing Wand|Feather Teaser|Laser Pointer",
    [3_000, 16_000],
  ),
  shelf(
    ["cat", "toys", "catnip"],
    "캣닢 쥐|마따따비 스틱|캣닢 쿠션",
    "Catnip Mouse|Silvervine Stick|Catnip Cushion",
    [2_500, 11_000],
  ),
  shelf(
    ["cat", "litter", "clumping"],
    "벤토나이트 모래|두부 모래",
    "Bentonite Litter|Tofu Litter",
    [7_000, 33_000],
    consumable,
  ),
  shelf(
    ["cat", "litter", "litter-boxes"],
    "화장실|자동 화장실|모래 매트",
    "Litter Box|Automatic Litter Box|Litter Mat",
    [12_000, 390_000],
  ),
  shelf(["cat", "home", "towers"], "캣타워|캣폴|창문 해먹", "Cat Tower|Cat Pole|Window Hammock", [29_000, 259_000]),
  shelf(["cat", "home", "scratchers"], "스크래처|기둥 스크래처", "Scratcher|Scratching Post", [6_000, 49_000]),
  shelf(["cat", "care", "grooming"], "빗|발톱깎이|구강 젤", "Comb|Nail Clipper|Dental Gel", [5_000, 29_000]),
  shelf(
    ["small", "food", "pellets"],
    "햄스터 사료|토끼 펠렛|기니피그 사료",
    "Hamster Mix|Rabbit Pellets|Guinea Pig Pellets",
    [5_000, 24_000],
    consumable,
  ),
  shelf(["small", "food", "hay"], "티모시 건초|알팔파 건초", "Timothy Hay|Alfalfa Hay", [8_000, 36_000], consumable),
  shelf(["small", "home", "cages"], "케이지|이동장|터널", "Cage|Carrier|Tunnel", [15_000, 139_000]),
  shelf(["small", "home", "bedding"], "톱밥 베딩|종이 베딩", "Wood Bedding|Paper Bedding", [6_000, 21_000], consumable),
  shelf(
    ["fish", "food", "flakes"],
    "열대어 사료|금붕어 사료|구피 사료",
    "Tropical Flakes|Goldfish Flakes|Guppy Food",
    [3_000, 15_000],
    consumable,
  ),
  shelf(["fish", "tank", "aquariums"], "어항|여과기|LED 조명", "Aquarium|Filter|LED Light", [12_000, 189_000]),
  shelf(["fish", "tank", "decor"], "수초|유목|바닥재", "Water Plant|Driftwood|Substrate", [3_000, 29_000]),
  shelf(
    ["bird", "food", "seeds"],
    "앵무새 사료|해바라기씨|모이 믹스",
    "Parrot Food|Sunflower Seeds|Seed Mix",
    [4_000, 26_000],
    consumable,
  ),
  shelf(["bird", "home", "perches"], "횃대|새장|그네", "Perch|Bird Cage|Swing", [4_000, 159_000]),
];

/** Brands as shoppers know them: some cheap, some dear. `level` scales the price. */
export const brands: readonly { ko: string; en: string; level: number }[] = [
  { ko: "몽", en: "Mong", level: 0.9 },
  { ko: "하루펫", en: "HaruPet", level: 0.75 },
  { ko: "자연담은", en: "Naturo", level: 1.3 },
  { ko: "냥이네", en: "Nyangi", level: 0.85 },
  { ko: "멍스", en: "Mungs", level: 0.8 },
  { ko: "프리미엄팜", en: "PremiumFarm", level: 1.7 },
  { ko: "해피테일", en: "HappyTail", level: 1 },
  { ko: "그린밥", en: "Greenbap", level: 1.2 },
];

export const qualities: readonly { ko: string; en: string }[] = [
  { ko: "유기농", en: "Organic" },
  { ko: "대용량", en: "Large" },
  { ko: "미니", en: "Mini" },
  { ko: "시니어", en: "Senior" },
  { ko: "저알러지", en: "Hypoallergenic" },
  { ko: "데일리", en: "Daily" },
  { ko: "프리미엄", en: "Premium" },
  { ko: "소형", en: "Small-breed" },
];
