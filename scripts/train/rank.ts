import { isSameName } from '../../bench/reading/measures.ts';
import { withoutRules, type PronounChoice } from '../../src/drafting/attribution/candidates.ts';
import type { Rank } from '../../src/drafting/attribution/pronouns.ts';
import { trustOf } from '../../src/drafting/model/confidence.ts';
import { rankBy, type Choice, type RankWeights } from '../../src/drafting/model/ranker.ts';
import type { Tagger } from '../../src/drafting/model/tagger.ts';
import type { LabelledText } from './gum.ts';
import { claimsOf } from './sequences.ts';

/**
 * A pronoun with its candidates. `right` says for each candidate whether the pronoun means it. The last value says
 * whether the pronoun means none of them.
 */
export type RankSample = { choice: PronounChoice; right: boolean[]; weight: number; fold: number };
/** The same as `RankSample` for any choice, such as the choice of an act's target. */
export type ChoiceSample = { choice: Choice; right: readonly boolean[]; weight: number };

/**
 * Each “he” and “she” of a text outside quotations, with the candidates that the code finds and whom the annotations
 * say is meant.
 */
function pronounChoicesIn(
  text: LabelledText,
  { tagger, rank, weight, fold }: { tagger: Tagger | null; rank: Rank; weight: number; fold: number },
): RankSample[] {
  const met = new Map<number, PronounChoice>();
  claimsOf(text, {
    tagger,
    weigh: trustOf,
    rank: (choice) => {
      met.set(choice.start, choice);
      return rank(choice);
    },
  });
  return text.pronouns.flatMap(({ start, names }) => {
    const choice = met.get(start);
    if (!choice || choice.candidates.length === 0) return [];
    const named = choice.candidates.map(
      ({ last }) => last.name !== null && names.some((name) => isSameName(last.name!, name)),
    );
    // If no candidate has the right name, a candidate without a name, or no candidate, is the right choice.
    const right = named.some(Boolean)
      ? [...named, false]
      : [...choice.candidates.map(({ last }) => last.name === null), true];
    return [{ choice, right, weight, fold }];
  });
}

/** Fits the weights that make the right candidates most probable, by gradient ascent. */
export function fitRank(samples: readonly ChoiceSample[], pull = 2): RankWeights {
  const [first] = samples;
  const candidate = Array.from({ length: first?.choice.candidates[0]!.features.length ?? 0 }, () => 0);
  const none = Array.from({ length: first?.choice.none.length ?? 0 }, () => 0);
  const sums = [candidate, none].map((weights) => weights.map(() => 1e-6));
  for (let round = 0; round < 400; round += 1) {
    const slopes = [candidate, none].map((weights) => weights.map((weight) => -pull * weight));
    for (const { choice, right, weight } of samples) {
      const chances = rankBy({ candidate, none })(choice);
      chances.push(1 - chances.reduce((sum, each) => sum + each, 0));
      const total = chances.reduce((sum, chance, at) => sum + (right[at] ? chance : 0), 0);
      for (const [at, chance] of chances.entries()) {
        const step = weight * ((right[at] ? chance / Math.max(total, 1e-9) : 0) - chance);
        const features = choice.candidates[at]?.features ?? choice.none;
        const slope = slopes[at < choice.candidates.length ? 0 : 1]!;
        for (let k = 0; k < features.length; k += 1) slope[k]! += step * features[k]!;
      }
    }
    for (const [part, weights] of [candidate, none].entries())
      for (let k = 0; k < weights.length; k += 1) {
        sums[part]![k]! += slopes[part]![k]! ** 2;
        weights[k]! += (0.5 * slopes[part]![k]!) / Math.sqrt(sums[part]![k]!);
      }
  }
  const rounded = (weights: number[]): number[] => weights.map((weight) => Math.round(weight * 10_000) / 10_000);
  return { candidate: rounded(candidate), none: rounded(none) };
}

export type RankText = { text: LabelledText; tagger: Tagger; fold: number };
/** For how many pronouns the right person was chosen (`right`), a wrong person (`wrong`), or no one (`open`). */
export type RankCount = { right: number; wrong: number; open: number };

/**
 * The weight of a text. Our pages have more weight, because news reports resemble them more than GUM's biographies and
 * interviews.
 */
const weightOf = ({ text }: RankText): number => (text.genre === 'own' ? 3 : 1);
const byRules: Rank = ({ candidates }) => candidates.map(({ ruled }) => (ruled ? 0.9 : 0));

/**
 * Learns whom pronouns mean: once from all texts (`all`), and once for each fold (a part of the texts) from the other
 * folds (`without`). The meaning of an earlier pronoun is a feature of later ones. So learning has two rounds. In the
 * first round, the rules decide what earlier pronouns mean. In the second round, the weights of the first round decide.
 */
export function learnRanks(
  texts: readonly RankText[],
  folds: readonly number[],
): { all: RankWeights; without: RankWeights[]; counts: Record<'rules' | 'model' | 'both', RankCount> } {
  const collect = (rank: Rank): RankSample[] =>
    texts.flatMap((one) => pronounChoicesIn(one.text, { ...one, rank, weight: weightOf(one) }));
  const samples = collect(rankBy(fitRank(collect(byRules))));
  const leaveOut = (some: readonly RankSample[]): RankWeights[] =>
    folds.map((fold) => fitRank(some.filter((sample) => sample.fold !== fold)));
  const without = leaveOut(samples);
  const alone = samples.map((sample) => ({ ...sample, choice: withoutRules(sample.choice) }));
  const model = leaveOut(alone);
  return {
    all: fitRank(samples),
    without,
    counts: {
      rules: count(samples, () => byRules),
      model: count(alone, ({ fold }) => rankBy(model[fold]!)),
      both: count(samples, ({ fold }) => rankBy(without[fold]!)),
    },
  };
}

function count(samples: readonly RankSample[], rankOf: (sample: RankSample) => Rank): RankCount {
  const counts: RankCount = { right: 0, wrong: 0, open: 0 };
  for (const sample of samples.filter(({ weight }) => weight > 1)) {
    const chances = rankOf(sample)(sample.choice);
    const most = Math.max(...chances);
    const best = chances.indexOf(most);
    const none = 1 - chances.reduce((sum, chance) => sum + chance, 0);
    if (most < none || sample.choice.candidates[best]!.last.name === null) counts.open += 1;
    else counts[sample.right[best] ? 'right' : 'wrong'] += 1;
  }
  return counts;
}
