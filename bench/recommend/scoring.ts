import { cut } from "../../local/recommender/cases.ts";
import type { History } from "../../local/recommender/hold-out.ts";
import { Candidates } from "../../local/recommender/hybrid/candidates.ts";
import { componentsOf, countAll } from "../../local/recommender/hybrid/knowledge.ts";
import { learn } from "../../local/recommender/hybrid/learn.ts";
import { RankerScoring } from "../../local/recommender/hybrid/ranker.ts";
import { generate } from "./generate.ts";
import { PlainScoring } from "./plain-scoring.ts";
import { readEvents } from "./read-table.ts";
import { lines } from "./table.ts";

const help = `npm run recommend:simd [-- FILE]

What vectors are worth: learns on FILE (else made-up clicks), then answers the same visitors with the ranker as it serves (WebAssembly,
four units at a time) and with plain JavaScript, in turns. Checks that both give the same scores first. Exits with 1 where vectors do not pay.`;

const MOST_ASKED = 500;
const ROUNDS = 9;

interface Took {
  gathering: number;
  plain: number;
  simd: number;
}

/** Microseconds a query, the middle of the rounds. */
function measure(candidates: Candidates, plain: PlainScoring, simd: RankerScoring, asked: readonly History[]): Took {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const took: Took = { gathering: 0, plain: 0, simd: 0 };
    const clocked = (what: keyof Took, work: () => void) => {
      const began = performance.now();
      work();
      took[what] += ((performance.now() - began) * 1000) / asked.length;
    };
    for (const history of asked) {
      clocked("gathering", () => candidates.gather(history));
      clocked("plain", () => plain.score(candidates.rows, candidates.count));
      clocked("simd", () => simd.score(candidates.rows, candidates.count));
    }
    return took;
  });
  const middle = (what: keyof Took) => rounds.map((took) => took[what]).sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
  return { gathering: middle("gathering"), plain: middle("plain"), simd: middle("simd") };
}

function checkAlike(candidates: Candidates, plain: PlainScoring, simd: RankerScoring, asked: readonly History[]): void {
  for (const history of asked) {
    candidates.gather(history);
    plain.score(candidates.rows, candidates.count);
    simd.score(candidates.rows, candidates.count);
    for (let at = 0; at < candidates.count; at++) {
      const [one, other] = [plain.scores[at] ?? 0, simd.scores[at] ?? 0];
      if (Math.abs(one - other) > 1e-3 * (1 + Math.abs(one))) throw new Error(`scores ${one} and ${other} differ`);
    }
  }
}

function main(file: string | undefined): void {
  const all =
    file === undefined ? generate({ events: 200_000, users: 20_000, items: 5000, seed: 3 }) : readEvents([file]);
  const sessions = { kind: "sessions" as const, share: 0.05, most: 20_000 };
  const learned = learn(all, { cut: sessions, judge: { depth: 20 }, seed: 1 });
  const { settings, rules, ranker } = learned;
  const counted = countAll(all, settings, { repeats: rules.repeats, typeWeights: undefined });
  const asked = cut(all, { ...sessions, most: MOST_ASKED }).cases.map(({ history }) => history);
  const candidates = new Candidates(componentsOf(counted, settings), counted.facts, rules);
  const [plain, simd] = [new PlainScoring(ranker), new RankerScoring(ranker)];
  checkAlike(candidates, plain, simd, asked);
  const took = measure(candidates, plain, simd, asked);
  const row = (name: string, µs: number) => [name, µs.toFixed(0), (took.gathering + µs).toFixed(0)];
  const head = ["µs a query", "scoring", "with its candidates"];
  const body = [row("plain JavaScript", took.plain), row("WebAssembly, four lanes", took.simd)];
  console.log(`${file ?? "made-up clicks"}: ${ranker.features} features, ${ranker.hidden} hidden units`);
  console.log(lines([head, head.map(() => "---"), ...body]).join("\n"));
  console.log(
    `Scoring ${(took.plain / took.simd).toFixed(1)} times as fast, the whole ${((took.gathering + took.plain) / (took.gathering + took.simd)).toFixed(2)} times.`,
  );
  if (took.simd >= took.plain) process.exitCode = 1;
}

if (process.argv.includes("--help")) console.log(help);
else main(process.argv[2]);
