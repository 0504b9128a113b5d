import { f1, addTallies, tally, type Tally } from '../../bench/reading/measures.ts';
import {
  isLikely,
  statementGroups,
  type NameThresholds,
  type StatementGroup,
} from '../../src/drafting/model/confidence.ts';
import { chanceOfPronoun, type Judged, type JudgedText } from './judge.ts';

/**
 * The largest shares of claims, on pages from which the model did not learn, that may get a wrong name: from a pronoun,
 * and from anything else. The second is smaller, because the rules for names were written with these pages in view. On
 * new pages, more of their names are wrong.
 */
const maxWrong = { pronouns: 0.009, others: 0.006 };
/**
 * The lower limit of a name's threshold. It is high, because a wrong name is almost twice as bad as a missing one. If
 * all names above it may stay, it is the threshold.
 */
const minNameThreshold = 0.65;
const steps = Array.from({ length: 19 }, (_, at) => at / 20);
/**
 * The upper limit of the threshold for claims whose speaker is carried over from an earlier sentence. It is low, so
 * that few of these claims are left out: their rules have their own tests.
 */
const maxCarriedThreshold = 0.1;

/**
 * Counts words: those in a claim (`found`), those that someone says (`expected`), and those that are both (`right`).
 * Only claims that `keeps` accepts are included. A document of GUM has half the weight.
 */
export function wordsOf(texts: readonly JudgedText[], keeps: (claim: Judged) => boolean): Tally {
  let sum = tally();
  for (const { own, gold, claims } of texts) {
    const found = new Set(claims.flatMap((claim) => (keeps(claim) ? claim.words : [])));
    const right = [...found].filter((word) => gold.has(word)).length;
    const weight = own ? 1 : 0.5;
    sum = addTallies(sum, tally(weight * right, weight * found.size, weight * gold.size));
  }
  return sum;
}

/**
 * Finds a threshold for each group of claims. Claims whose chance of being what someone says is lower are left out. The
 * thresholds maximise the F1 of the claims' words. They are found by changing the threshold of one group at a time.
 * Among equally good values, the lowest is chosen. `chances` must come from models that did not learn from these texts.
 */
export function statementThresholds(
  texts: readonly JudgedText[],
  chances: ReadonlyMap<Judged, number>,
): Record<StatementGroup, number> {
  const least = Object.fromEntries(statementGroups.map((group) => [group, 0])) as Record<StatementGroup, number>;
  const score = (): number => f1(wordsOf(texts, (claim) => isLikely(claim.features, chances.get(claim)!, least)));
  for (let round = 0; round < 3; round += 1)
    for (const group of statementGroups) {
      let best = { at: 0, score: -1 };
      for (const at of steps.filter((step) => group !== 'carried' || step <= maxCarriedThreshold)) {
        least[group] = at;
        const now = score();
        if (now > best.score + 1e-9) best = { at, score: now };
      }
      least[group] = best.at;
    }
  return least;
}

/**
 * Finds the thresholds for names: as many of our claims as possible get a name, while at most the shares `most` of the
 * claims get a wrong one. `chances` must come from models that did not learn from these texts. It has no
 * entry for a name that a pronoun means, because the ranker of pronouns calculates that chance.
 */
export function nameThresholds(
  claims: readonly Judged[],
  chances: ReadonlyMap<Judged, number>,
  most = maxWrong,
): NameThresholds {
  const own = claims.filter((claim) => claim.own);
  const given = own.filter(({ named, features }) => named && features.name && !features.misfit);
  /**
   * The chances in descending order. Each has the number of names with at least this chance, and the number of wrong
   * names among them.
   */
  const falling = (chanceOf: (claim: Judged) => number | null | undefined): Step[] => {
    let wrong = 0;
    const found = given
      .flatMap((claim) => {
        const chance = chanceOf(claim);
        return chance === null || chance === undefined ? [] : [{ chance, right: claim.right }];
      })
      .filter(({ chance }) => chance >= minNameThreshold)
      .toSorted((a, b) => b.chance - a.chance)
      .map(({ chance, right }, at, all) => ({
        chance: at === all.length - 1 ? minNameThreshold : chance,
        count: at + 1,
        wrong: (wrong += right ? 0 : 1),
      }));
    return [{ chance: 1, count: 0, wrong: 0 }, ...found];
  };
  const pronoun = (rival: boolean): Step[] =>
    falling((claim) => (claim.features.ground?.rival === rival ? chanceOfPronoun(claim) : null));
  const [names, alone, beside] = [falling((claim) => chances.get(claim)), pronoun(false), pronoun(true)];
  const { chance: least } = names.findLast(({ wrong }) => wrong <= most.others * own.length)!;
  let best = { count: -1, pronoun: 1, rival: 1 };
  for (const one of alone) {
    const left = most.pronouns * own.length - one.wrong;
    const last = beside.findLast(({ wrong }) => wrong <= left);
    if (!last) continue;
    const count = one.count + last.count;
    if (count > best.count) best = { count, pronoun: one.chance, rival: last.chance };
  }
  const down = (chance: number): number => Math.floor(chance * 1000) / 1000;
  return { least: down(least), pronoun: down(best.pronoun), rival: down(best.rival) };
}
type Step = { chance: number; count: number; wrong: number };
