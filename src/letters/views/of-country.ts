import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { casesWithin } from '../../search/places/about-country.ts';
import { listLetters, type LetterList } from './list.ts';

/** The most letters that are loaded. If a country has more, only the newest are shown. */
const maxLetters = 500;

/** Public letters about the public cases of a country, or sent as an event in one of them, the latest first. */
export async function lettersOfCountry(db: Reader, code: string, limit: number): Promise<LetterList> {
  const { rows } = await sql<{ id: number }>`
    select l.id from (
      select a.letter_id as id, a.thing_id as about from letter_about a
      union select v.letter_id, e.case_id from letter_event v cross join lateral (select case_id from event where id = v.event_id offset 0) e
    ) l join thing t on t.id = l.about
    where exists (select from search_key e where e.thing_id = t.canonical_id and ${await casesWithin(db, code)})
    group by 1 order by 1 desc limit ${sql.lit(maxLetters)}`.execute(db);
  const ids = rows.map((row) => Number(row.id));
  return ids.length ? listLetters(db, { audience: 'public', ids, limit, offset: 0 }) : { letters: [], total: 0 };
}
