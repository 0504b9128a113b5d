import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { holdsOn } from './among.ts';

/** The members of a network on a day: actors whose membership, according to the record, had begun and not ended. */
export async function membersOf(db: Reader, network: number, day: string): Promise<Brief[]> {
  const { rows } = await sql<{ subject_id: number; value: { from?: string; to?: string } }>`
    select subject_id, value from fact where property = 'member-of' and value_thing = ${network} and desk_shown and not desk_attributed order by subject_id`.execute(
    db,
  );
  const current = rows.filter(({ value }) => holdsOn(value, day));
  const briefs = await loadBriefs(
    db,
    current.map((row) => Number(row.subject_id)),
    'desk',
  );
  return [...briefs.values()]
    .filter((brief) => !brief.hidden && !brief.withdrawn)
    .toSorted((a, b) => a.title.localeCompare(b.title));
}
