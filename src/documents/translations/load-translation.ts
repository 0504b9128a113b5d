import type { Reader } from '../../platform/database/tx.ts';
import type { Placed } from '../model/sentences.ts';
import { findText, sentencesAt, textById, type Text } from './find-text.ts';
import type { Pair } from './tables.ts';

/** One sentence of a translation with its original. */
export type TranslatedSentence = {
  sentence: Placed;
  originals: {
    sentence: Placed;
    /** The original's text when the pair was last confirmed, if the text has changed since. */ was: string | null;
  }[];
  /**
   * Whether the original was changed after the last confirmation, or a sentence of the original that this one
   * translates was deleted.
   */
  stale: boolean;
  /** The last texts of deleted sentences of the original that this one translates. */
  gone: string[];
  /** Claims of the original that this sentence does not cite. */
  suggested: string[];
};

export type TranslationView = {
  text: Text;
  original: Text;
  sentences: TranslatedSentence[];
  /** Sentences of the original without a translation. */
  untranslated: Placed[];
  stale: number;
};

/**
 * Claims that a sentence of the original cites, but the corresponding sentence of the translation does not. By the id
 * of the translation's sentence.
 */
export function suggestCitations(
  pairs: readonly Pair[],
  originals: readonly Placed[],
  sentences: readonly Placed[],
): Map<string, string[]> {
  const claims = new Map(originals.map((one) => [one.id, one.citations.map(({ claim }) => claim)]));
  return new Map(
    sentences.map((one) => {
      const own = new Set(one.citations.map(({ claim }) => claim));
      const theirs = pairs
        .filter((pair) => pair.sentence === one.id)
        .flatMap((pair) => claims.get(pair.original) ?? []);
      return [one.id, [...new Set(theirs)].filter((claim) => !own.has(claim))];
    }),
  );
}

/**
 * A translation sentence by sentence; null if the article is not a translation. @throws AppError `not_found`,
 * `redacted`
 */
export async function loadTranslation(db: Reader, ref: string): Promise<TranslationView | null> {
  const text = await findText(db, ref);
  const link = await db
    .selectFrom('translation')
    .select('original_id')
    .where('document_id', '=', text.id)
    .executeTakeFirst();
  if (!link) return null;
  const original = await textById(db, link.original_id);
  const rows = await db
    .selectFrom('translation_pair')
    .select(['original_sentence as original', 'sentence', 'original_revision as revision'])
    .where('document_id', '=', text.id)
    .execute();
  const then = await sentencesAt(db, [
    ...new Set(rows.map((row) => row.revision).filter((one) => one !== original.revisionId)),
  ]);
  const now = new Map(original.sentences.map((one) => [one.id, one]));
  const suggested = suggestCitations(rows, original.sentences, text.sentences);
  const order = new Map(original.sentences.map((one, index) => [one.id, index]));
  const sentences = text.sentences.map((sentence): TranslatedSentence => {
    const pairs = rows
      .filter((row) => row.sentence === sentence.id)
      .toSorted((a, b) => (order.get(a.original) ?? 0) - (order.get(b.original) ?? 0));
    const originals: TranslatedSentence['originals'] = [];
    const gone: string[] = [];
    for (const pair of pairs) {
      const found = now.get(pair.original);
      const said = pair.revision === original.revisionId ? found?.text : then.get(pair.revision)?.get(pair.original);
      if (found) originals.push({ sentence: found, was: said !== undefined && said !== found.text ? said : null });
      else gone.push(said ?? '');
    }
    return {
      sentence,
      originals,
      gone,
      stale: gone.length > 0 || originals.some((one) => one.was !== null),
      suggested: suggested.get(sentence.id) ?? [],
    };
  });
  const there = new Set(text.sentences.map((one) => one.id));
  const said = new Set(rows.filter((row) => there.has(row.sentence)).map((row) => row.original));
  return {
    text,
    original,
    sentences,
    untranslated: original.sentences.filter((one) => !said.has(one.id)),
    stale: sentences.filter((one) => one.stale).length,
  };
}

export type TranslationRow = {
  number: number;
  language: string;
  headline: string;
  state: string;
  stale: number;
  untranslated: number;
};

/** The translations of an article, by language. */
export async function listTranslations(db: Reader, documentId: number): Promise<TranslationRow[]> {
  const rows = await db
    .selectFrom('translation')
    .innerJoin('thing', 'thing.id', 'translation.document_id')
    .innerJoin('document', 'document.id', 'thing.id')
    .select(['thing.number', 'document.state'])
    .where('translation.original_id', '=', documentId)
    .where('thing.redacted_at', 'is', null)
    .execute();
  const listed: TranslationRow[] = [];
  for (const row of rows) {
    const view = await loadTranslation(db, `article/${row.number}`);
    if (view)
      listed.push({
        number: row.number,
        state: row.state,
        language: view.text.language,
        headline: view.text.headline,
        stale: view.stale,
        untranslated: view.untranslated.length,
      });
  }
  return listed.toSorted((a, b) => a.language.localeCompare(b.language));
}
