import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { shownOnFront } from './shown.ts';
import { frontKinds } from './tables.ts';

/** The newest items of each kind that the front page may show, as suggestions in a form. */
export async function suggestFrontItems(db: Reader, each = 60): Promise<Brief[]> {
  const { rows } = await sql<{ id: number }>`
    select t.id from unnest(${[...frontKinds]}::text[]) with ordinality as k (kind, place)
    cross join lateral (select t.id, t.number from thing t where t.kind = k.kind and t.merged_into is null and ${shownOnFront('t')} order by t.number desc limit ${each}) t
    order by k.place, t.number desc`.execute(db);
  const ids = rows.map((row) => Number(row.id));
  const briefs = await loadBriefs(db, ids, 'desk');
  return ids.flatMap((id) => briefs.get(id) ?? []);
}
