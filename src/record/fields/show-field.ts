import { sql } from 'kysely';
import { z } from 'zod';
import { administrators } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { withFields } from './apply-fields.ts';
import { told } from './change-field.ts';
import { demandStamp, loadDefinition, rowOf } from './definition.ts';
import { keyInput, lockFields, stampFields, stampInput } from './input.ts';

/**
 * Makes a field public, or takes it back to the desk. A public field's name, help and choices are public at once. Claims
 * that state it stay as they are: those of the desk can be made public from then on. If a field goes back to the desk,
 * readers no longer see its values, also where a claim that states it stays public.
 * @throws AppError `not_found`; `conflict`
 */
export const showField = defineOperation({
  name: 'record.showField',
  permission: administrators,
  proof: 'session',
  publicItems: 'permitted',
  input: z.object({
    field: keyInput,
    stamp: stampInput,
    visibility: z.enum(['desk', 'public']),
  }),
  ...withFields,
  async write({ tx, input, change }): Promise<void> {
    await lockFields(tx);
    const definition = await loadDefinition(tx);
    const before = rowOf(definition.fields, input.field);
    demandStamp(definition, input.stamp);
    if (before.visibility === input.visibility) return;
    await tx.updateTable('property').set({ visibility: input.visibility }).where('key', '=', before.key).execute();
    // A job updates the index. But nothing that is for the desk may wait for a job.
    if (input.visibility === 'desk')
      await sql`
        update fact set public_shown = false, public_attributed = false, public_origins = 0 where property = ${before.key}`.execute(
        tx,
      );
    await stampFields(tx);
    const after = rowOf((await loadDefinition(tx)).fields, before.key);
    change({ kind: 'setting', thingId: 0, action: 'visibility', before: told(before), after: told(after) });
  },
});

/** How many claims that the person sees state a field, and how many of them are public. */
export async function countClaimsOf(db: Reader, field: string): Promise<{ claims: number; public: number }> {
  const { rows } = await sql<{ claims: number; open: number }>`
    select count(*)::int as claims, count(*) filter (where t.visibility = 'public')::int as open from thing t
    where t.withdrawn_at is null and t.redacted_at is null and t.id in (select claim_id from statement where property = ${field})`.execute(
    db,
  );
  return { claims: rows[0]!.claims, public: rows[0]!.open };
}
