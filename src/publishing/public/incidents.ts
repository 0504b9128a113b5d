import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { isOpen } from '../../record/views/listed.ts';

/**
 * For each article, the incident type of one public case that it is about, by the article's id. Types that are only
 * alleged or denied do not count.
 */
export async function loadIncidents(db: Reader, articles: readonly number[]): Promise<Map<number, string>> {
  if (articles.length === 0) return new Map();
  const { rows } = await sql<{ article: number; incident: string }>`
    select distinct on (d.id) d.id as article, f.value_key as incident
    from document d join edition e on e.id = d.edition_id join revision_case rc on rc.revision_id = e.revision_id
    join thing r on r.id = rc.case_id join thing t on t.id = r.canonical_id
    join fact f on f.subject_id = t.id and f.property = 'incident-type' and f.public_shown and not f.public_attributed
    where d.id = any(${[...articles]}::bigint[]) and ${isOpen('public')}
    order by d.id, rc.position, f.value_key`.execute(db);
  return new Map(rows.map((row) => [Number(row.article), row.incident]));
}
