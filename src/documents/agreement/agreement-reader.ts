import { declareReader } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import type { Agreement, ComparedClaim, ComparedSentence, Point } from './agreement.ts';

/** Sentences, each with the claims that it cites. */
type ToCompare = { sentences: readonly { sentence: ComparedSentence; claims: readonly ComparedClaim[] }[] };

/** Texts are read by patterns whose time is limited by this budget, so that they are compared in another process. */
export const agreementReader = declareReader<ToCompare, Agreement[]>('documents.agreement', {
  seconds: 5,
  megabytes: 800,
});

/** The points of sentences of our own texts; null for a sentence of which not everything can be read. */
export const citedReader = declareReader<ToCompare, (readonly Point[] | null)[]>('documents.cited', {
  seconds: 15,
  megabytes: 800,
});

/** Compares sentences with their claims; see `compareSentence`. @throws AppError `reading_*`, `cancelled` */
export const compareApart = (sentences: ToCompare['sentences'], signal?: AbortSignal): Promise<Agreement[]> =>
  runReader(agreementReader, { sentences }, { signal });
