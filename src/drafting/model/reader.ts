import type { Rank } from '../attribution/pronouns.ts';
import { trustOf, type Signs, type Trust } from './confidence.ts';
import { englishRank } from './ranker.ts';
import { englishTagger, type Tagger } from './tagger.ts';

/** The trained parts of the reader of English: the tagger, whom pronouns mean, and how far to trust a claim. */
export type Reader = { tagger: Tagger | null; rank: Rank | null; weigh: (signs: Signs) => Trust };

/** The rules with the shipped model. */
export const englishReader = (): Reader => ({ tagger: englishTagger(), rank: englishRank, weigh: trustOf });
export const rulesOnly: Reader = { tagger: null, rank: null, weigh: trustOf };
