import { sql } from 'kysely';
import { z } from 'zod';
import { upkeep } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { refusedDays, unconfirmedDays } from '../tables.ts';
import { endKeys, type EndingKeys } from './ending-keys.ts';
import { hasData, noSignature } from './signature-texts.ts';

/**
 * Deletes refused and unconfirmed signatures, with their keys, after `refusedDays` and `unconfirmedDays`. An invited organisation can
 * sign again by its link. If the desk removed a signature that readers had seen, only the signatory's data is deleted,
 * and the count stays. The history does not record this; only the log says how many signatures were deleted.
 */
export const endUnconfirmed = defineOperation({
  name: 'letters.endUnconfirmed',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  prepare: async (): Promise<Pick<EndingKeys, 'ended'>> => ({ ended: [] }),
  async write({ tx, prepared, at }): Promise<{ signatures: number }> {
    const ago = (days: number): Date => new Date(at.getTime() - days * 86_400_000);
    const { rows: deleted } = await sql<{ row_key: string | null }>`
      delete from letter_signature where (state = 'unconfirmed' and signed_at < ${ago(unconfirmedDays)} and coalesce(asked_at, signed_at) < ${ago(unconfirmedDays)}) or (state = 'refused' and decided_at < ${ago(refusedDays)})
      returning row_key`.execute(tx);
    const { rows: emptied } = await sql<{ id: number; row_key: string | null }>`
      select s.id, s.row_key from letter_signature s where s.state = 'removed' and ${hasData} and s.decided_at < ${ago(refusedDays)} order by s.id for update`.execute(
      tx,
    );
    if (emptied.length)
      await tx
        .updateTable('letter_signature')
        .set(noSignature)
        .where(sql<boolean>`id = any(${emptied.map(({ id }) => id)}::bigint[])`)
        .execute();
    for (const { row_key } of [...deleted, ...emptied]) prepared.ended.push(row_key);
    return { signatures: deleted.length + emptied.length };
  },
  cleanUp: endKeys,
});
