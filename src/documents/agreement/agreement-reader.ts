import { declareReader } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import type { Agreement, ComparedClaim, ComparedSentence, Point } from './agreement.ts';

/** Sentences, each with the claims that it cites. */
type ToCompare = { sentences: readonly { sentence: ComparedSentence; claims: readonly ComparedClaim[] }[] };

/**
 * Compares sentences in another process, which is stopped when it goes beyond these limits. A text can be written so
 * that matching our patterns against it takes very long.
 */
export const agreementReader = declareReader<ToCompare, Agreement[]>('documents.agreement', {
  seconds: 5,
  megabytes: 800,
});

/**
 * Compares the sentences of articles and letters with the claims that they cite. For each sentence, returns the
 * compared details (`Point`), or null if the sentence or a claim is in a language without rules. `agreementReader`
 * compares sentences for the API and returns a verdict.
 */
export const citedAgreementReader = declareReader<ToCompare, (readonly Point[] | null)[]>('documents.cited', {
  seconds: 15,
  megabytes: 800,
});

/**
 * Compares sentences with their claims as `compareSentence` does, but in the process of `agreementReader`.
 * @throws AppError `reading_*`, `cancelled`
 */
export const compareInChild = (sentences: ToCompare['sentences'], signal?: AbortSignal): Promise<Agreement[]> =>
  runReader(agreementReader, { sentences }, { signal });
