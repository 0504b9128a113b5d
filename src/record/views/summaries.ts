import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { Translations } from '../translations/load.ts';
import { currentReading, isRead } from '../translations/reading.ts';

/** A summary for readers. `language`: the language of the text, if it is not the reader's. */
export type SummaryView = { text: string; language?: string };

/** The summary of a case in the reader's language, or else the original with its language. */
export function summaryView(
  translations: Translations,
  { id, summary, written_in }: { id: number; summary: string; written_in: string | null },
): SummaryView {
  const reading = currentReading();
  const ours = translations.of(id, 'summary', summary);
  const language = reading && ours === undefined ? (written_in ?? reading.own) : undefined;
  return { text: ours ?? summary, ...(reading && language && !isRead(reading, language) && { language }) };
}

/** The summaries of cases, by id. Cases without a summary are left out. */
export async function loadSummaries(db: Reader, ids: readonly number[]): Promise<Map<number, SummaryView>> {
  if (!ids.length) return new Map();
  const [rows, translations] = await Promise.all([
    db
      .selectFrom('case')
      .innerJoin('thing', 'thing.id', 'case.id')
      .select(['thing.id', 'thing.written_in', 'case.summary'])
      .where(sql<boolean>`thing.id = any(${[...ids]}::bigint[])`)
      .execute(),
    Translations.load(db, ids),
  ]);
  return new Map(
    rows.flatMap(({ summary, ...row }) =>
      summary === null ? [] : [[row.id, summaryView(translations, { ...row, summary })] as const],
    ),
  );
}
