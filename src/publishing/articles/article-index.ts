import { sql } from 'kysely';
import { changedIds } from '../../platform/changes.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type {} from '../../documents/tables.ts';
import { dateMarks } from '../../search/index/marks.ts';
import { Facets, insertEntries, type EntryContent } from '../../search/index/entry.ts';
import type { Indexer } from '../../search/index/indexer.ts';
import { idsAfter, live } from '../../search/index/lookups.ts';

/** SQL: all text in a revision's ProseMirror JSON, as one string. */
const words = (doc: string) =>
  sql`(select coalesce(string_agg(v #>> '{}', E'\\n'), '') from jsonb_path_query(${sql.ref(doc)}, 'strict $.**.text', '{}', true) as v)`;

type Row = {
  id: number; is_public: boolean; day: string | null; headline: string; standfirst: string; language: string; words: string; changed_at: Date;
  edition_headline: string | null; edition_standfirst: string | null; edition_language: string | null; edition_words: string; edition_at: Date;
}; // prettier-ignore

/** The retracted articles among search results, so that lists can mark them. */
export async function retractedAmong(db: Reader, ids: readonly number[]): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('document')
    .select('id')
    .where('state', '=', sql.lit('retracted'))
    .where(sql<boolean>`id = any(${[...ids]}::bigint[])`)
    .execute();
  return new Set(rows.map((row) => row.id));
}

/**
 * Indexes articles for the search. Readers find the current edition, even of a retracted article. The desk finds the
 * newest revision.
 */
export const articleIndexer: Indexer = {
  kind: 'article',
  touched: async (_tx, changes) => changedIds(changes, 'article'),
  async insert(tx, ids) {
    const { rows } = await sql<Row>`
      select t.id, d.state in ('published', 'retracted') and t.visibility = 'public' as is_public, (d.first_published_at at time zone 'UTC')::date as day, r.headline, r.standfirst, r.language, ${words('r.doc')} as words, t.changed_at,
        e.headline as edition_headline, e.standfirst as edition_standfirst, e.language as edition_language, ${words('e.doc')} as edition_words, coalesce(n.at, t.changed_at) as edition_at
      from thing t join document d on d.id = t.id join revision r on r.id = d.revision_id
      left join edition n on n.id = d.edition_id left join revision e on e.id = n.revision_id
      where t.id = any(${[...ids]}::bigint[]) and ${live}`.execute(tx);
    const entryContent = (day: string | null, headline: string, standfirst: string, text: string, language: string, changed: Date): EntryContent => ({
      title: headline, words: [headline, standfirst, '', text], body: [standfirst, text].filter((part) => part !== '').join('\n'), marks: dateMarks(day, day), facets: new Facets().add('year', day?.slice(0, 4)).add('language', language), actors: [], on: day, changed,
    }); // prettier-ignore
    await insertEntries(
      tx,
      'article',
      rows.map((row) => ({
        thingId: Number(row.id),
        desk: entryContent(row.day, row.headline, row.standfirst, row.words, row.language, row.changed_at),
        public: row.is_public
          ? entryContent(
              row.day,
              row.edition_headline ?? '',
              row.edition_standfirst ?? '',
              row.edition_words,
              row.edition_language ?? row.language,
              row.edition_at,
            )
          : null,
      })),
    );
  },
  page: (tx, after, limit) => idsAfter(tx, 'article', after, limit),
};
