import { sql } from 'kysely';
import { z } from 'zod';
import { upkeep } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { refusedDays, unconfirmedDays } from '../tables.ts';

/**
 * Deletes refused and unconfirmed signatures after `refusedDays` and `unconfirmedDays`. An invited organisation can
 * sign again by its link. If the desk removed a signature that readers had seen, only the signatory's data is deleted,
 * and the count stays. The history does not record this; only the log says how many signatures were deleted.
 */
export const endUnconfirmed = defineOperation({
  name: 'letters.endUnconfirmed',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at }): Promise<{ signatures: number }> {
    const ago = (days: number): Date => new Date(at.getTime() - days * 86_400_000);
    const deleted = await sql`
      delete from letter_signature where (state = 'unconfirmed' and signed_at < ${ago(unconfirmedDays)} and coalesce(asked_at, signed_at) < ${ago(unconfirmedDays)}) or (state = 'refused' and decided_at < ${ago(refusedDays)})`.execute(
      tx,
    );
    const emptied = await sql`
      update letter_signature set name = '', name_key = '', signer = '', role = '', place = '', email = '', refusal_note = '' where state = 'removed' and email <> '' and decided_at < ${ago(refusedDays)}`.execute(
      tx,
    );
    return { signatures: Number(deleted.numAffectedRows ?? 0) + Number(emptied.numAffectedRows ?? 0) };
  },
});
