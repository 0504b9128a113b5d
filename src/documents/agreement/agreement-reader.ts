import { declareReader } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import type { Agreement, ComparedClaim, ComparedSentence, Point } from './agreement.ts';

/** Sentences, each with the claims that it cites. */
type ToCompare = { sentences: readonly { sentence: ComparedSentence; claims: readonly ComparedClaim[] }[] };

/**
 * Compares sentences in another process, which ends beyond these limits: a text can be written so that matching the
 * patterns takes very long.
 */
export const agreementReader = declareReader<ToCompare, Agreement[]>('documents.agreement', {
  seconds: 5,
  megabytes: 800,
});

/** For each sentence of our own texts, its points; null if it or a claim is in a language without rules. */
export const citedReader = declareReader<ToCompare, (readonly Point[] | null)[]>('documents.cited', {
  seconds: 15,
  megabytes: 800,
});

/** Compares sentences with their claims; see `compareSentence`. @throws AppError `reading_*`, `cancelled` */
export const compareApart = (sentences: ToCompare['sentences'], signal?: AbortSignal): Promise<Agreement[]> =>
  runReader(agreementReader, { sentences }, { signal });
