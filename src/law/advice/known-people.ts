import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { KnownPerson } from './people.ts';

const atOnce = 5000;

/**
 * Every person on record with all names. Asked for whole, and compared here: a question with the names of an article
 * in it would stand in a server's log.
 */
export async function knownPeople(db: Reader): Promise<KnownPerson[]> {
  const found: KnownPerson[] = [];
  for (let after = 0; ; ) {
    const { rows } = await sql<{ id: number; number: number; names: string[] }>`
      select t.id, t.number, array_agg(n.text order by n.position) as names
      from thing t join actor a on a.id = t.id join actor_name n on n.actor_id = t.id
      where t.id > ${after} and a.kind = 'person' and t.merged_into is null and t.redacted_at is null and t.withdrawn_at is null and t.visibility <> 'sealed'
      group by t.id order by t.id limit ${atOnce}`.execute(db as never);
    for (const row of rows) found.push({ ref: `actor/${row.number}`, name: row.names[0]!, names: row.names });
    if (rows.length < atOnce) return found;
    after = Number(rows.at(-1)!.id);
  }
}
