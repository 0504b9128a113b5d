import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { countedClaim } from '../claims/counted.ts';
import { isOpen, isSeen } from '../views/listed.ts';
import { baseOf } from '../vocabulary/languages.ts';
import { currentReading } from './reading.ts';

/**
 * Our translations of texts among the values of claims, by the text, into the language of the current request. Only
 * translations of texts that readers see are used. If there are several, that of the newest claim is used.
 */
export async function oursOfValues(db: Reader, texts: readonly string[]): Promise<Map<string, string>> {
  const reading = currentReading();
  if (!reading || texts.length === 0) return new Map();
  const { rows } = await sql<{ original: string; text: string }>`
    select distinct on (x.original) x.original, x.text
    from text_translation x join claim c on c.id = x.thing_id and ${countedClaim('c')} join thing t on t.id = c.id and ${isOpen('public')}
    where x.field like 'value.%' and md5(x.original) in (select md5(asked) from unnest(${[...texts]}::text[]) as asked)
      and split_part(x.language, '-', 1) = ${baseOf(reading.language)}
      and exists (select from statement s where s.claim_id = c.id and s.value->>'text' = x.original and ${isSeen(sql`s.subject_id`)})
    order by x.original, x.language = ${reading.language} desc, c.id desc`.execute(db);
  return new Map(rows.map(({ original, text }) => [original, text]));
}
