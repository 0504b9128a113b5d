import type { Rank } from '../attribution/pronouns.ts';
import { trustOf, type Signs, type Trust } from './confidence.ts';
import type { TargetRanker } from '../incidents/english/occasions.ts';
import { englishRank, englishTargets } from './ranker.ts';
import { englishTagger, type Tagger } from './tagger.ts';

/** The trained parts of the reader of claims in English: the tagger, whom pronouns mean, and how far to trust a claim. */
export type ClaimReader = { tagger: Tagger | null; rank: Rank | null; weigh: (signs: Signs) => Trust };
/** The same, and to whom acts are done. */
export type Reader = ClaimReader & { targets: TargetRanker | null };

/** The rules with the shipped model. */
export const englishReader = (): Reader => ({
  tagger: englishTagger(),
  rank: englishRank,
  weigh: trustOf,
  targets: englishTargets,
});
export const rulesOnly: Reader = { tagger: null, rank: null, weigh: trustOf, targets: null };
