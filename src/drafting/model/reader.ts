import { trustOf, type Signs, type Trust } from './confidence.ts';
import { englishTagger, type Tagger } from './tagger.ts';

/** What is learned of reading English: the tagger, and how far to trust a claim. */
export type Reader = { tagger: Tagger | null; weigh: (signs: Signs) => Trust };

/** The rules with the shipped model. */
export const englishReader = (): Reader => ({ tagger: englishTagger(), weigh: trustOf });
export const rulesOnly: Reader = { tagger: null, weigh: trustOf };
