import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { isOf, type Target } from './target.ts';

/** Something on record that rests on another thing. `own`: what is undone made it, so it goes too. */
export type Resting = { owner: number; target: number; own: boolean };

/** What rests on things: parts of cases, claims, questions, derivations, articles; what was withdrawn or erased does not count. */
export async function restingOn(db: Reader, ids: readonly number[], target: Target): Promise<Resting[]> {
  if (ids.length === 0) return [];
  const among = sql`any(${[...ids]}::bigint[])`;
  const { rows } = await sql<Resting>`
    select r.owner, r.target, exists (select from change c where c.thing_id = r.owner and c.kind = t.kind and c.action = 'created' and ${isOf(target, 'c.change_set_id')}) as own
    from (
      select id, case_id from event where case_id = ${among}
      union select id, case_id from proceeding where case_id = ${among}
      union select id, proceeding_id from charge where proceeding_id = ${among}
      union select id, proceeding_id from "order" where proceeding_id = ${among}
      union select id, publisher_id from source where publisher_id = ${among}
      union select source_id, origin_id from derivation where origin_id = ${among}
      union select id, source_id from capture where source_id = ${among}
      union select id, case_id from claim where case_id = ${among}
      union select id, source_id from claim where source_id = ${among}
      union select c.id, p.capture_id from passage p join claim c on c.passage_id = p.id where p.capture_id = ${among}
      union select claim_id, actor_id from chain_link where actor_id = ${among}
      union select claim_id, source_id from chain_link where source_id = ${among}
      union select claim_id, subject_id from statement where subject_id = ${among}
      union select claim_id, value_thing from statement where value_thing = ${among}
      union select id, case_id from question where case_id = ${among}
      union select id, raised_by from question where raised_by = ${among}
      union select id, merged_into from thing where merged_into = ${among}
      union select owner, target from rests_elsewhere where target = ${among}
    ) as r (owner, target) join thing t on t.id = r.owner
    where r.owner <> r.target and t.withdrawn_at is null and t.redacted_at is null`.execute(db as never);
  return rows.map((row) => ({ owner: Number(row.owner), target: Number(row.target), own: row.own }));
}
