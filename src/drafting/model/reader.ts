import type { Rank } from '../attribution/pronouns.ts';
import { trustOf, type ClaimFeatures, type Trust } from './confidence.ts';
import type { TargetRanker } from '../incidents/english/act-choices.ts';
import { englishRank, englishTargets } from './ranker.ts';
import { englishTagger, type Tagger } from './tagger.ts';

/**
 * The trained parts that help the rules to read claims in English. `tagger` finds the words that people say, `rank`
 * chooses whom pronouns mean, and `weigh` calculates the confidence of a claim.
 */
export type ClaimReader = { tagger: Tagger | null; rank: Rank | null; weigh: (features: ClaimFeatures) => Trust };
/** The same as `ClaimReader`, with `targets`, which chooses the targets of acts. */
export type Reader = ClaimReader & { targets: TargetRanker | null };

/** The rules with the shipped model. */
export const englishReader = (): Reader => ({
  tagger: englishTagger(),
  rank: englishRank,
  weigh: trustOf,
  targets: englishTargets,
});
export const rulesOnly: Reader = { tagger: null, rank: null, weigh: trustOf, targets: null };
