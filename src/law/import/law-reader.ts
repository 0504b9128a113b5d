import { declareReader } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import type { LawRead } from './read-law.ts';

export const lawReader = declareReader<{ content: string; language: string }, LawRead>('law.read', {
  seconds: 60,
  megabytes: 900,
});

/**
 * Reads a law from Akoma Ntoso XML or from a text with numbered articles. The format is detected.
 * @param language the language of a plain text, which does not state its language
 * @throws AppError `law_bad_xml`, `law_not_akn`, `law_no_articles`, `reading_*`
 */
export const readLawInChild = (content: string, language: string): Promise<LawRead> =>
  runReader(lawReader, { content, language });
