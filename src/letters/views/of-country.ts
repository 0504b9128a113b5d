import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { publicCasesOf, withMerged } from '../../search/places/about-country.ts';
import { listLetters, type LetterList } from './list.ts';

/** The most letters that are compared; a country with more has only its newest here. */
const most = 500;

/** Public letters about the public cases of a country, or sent as an event in one of them, the latest first. */
export async function lettersOfCountry(db: Reader, code: string, limit: number): Promise<LetterList> {
  const { rows } = await sql<{ id: number }>`
    with c as materialized (${await publicCasesOf(db, code)}), m as materialized (${withMerged(sql`select id from c`)})
    select l.id from (
      select a.letter_id as id from letter_about a join m on m.id = a.thing_id
      union select v.letter_id from letter_event v join event e on e.id = v.event_id join m on m.id = e.case_id
    ) l order by l.id desc limit ${sql.lit(most)}`.execute(db);
  const ids = rows.map((row) => Number(row.id));
  return ids.length ? listLetters(db, { audience: 'public', ids, limit, offset: 0 }) : { letters: [], total: 0 };
}
