import { sql } from 'kysely';
import { z } from 'zod';
import { administrators } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { withFields } from './apply-fields.ts';
import { forHistory } from './change-field.ts';
import { requireUnchangedFields, loadDefinition, rowOf } from './definition.ts';
import { keyInput, lockFields, stampFields, stampInput } from './input.ts';

/**
 * Makes a field public, or limits it to the desk again. If it becomes public, its name, help and choices are public at
 * once, and claims with its values can be made public one by one. If it is limited to the desk again, its values are
 * hidden from readers, even in claims that stay public.
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
    requireUnchangedFields(definition, input.stamp);
    if (before.visibility === input.visibility) return;
    await tx.updateTable('property').set({ visibility: input.visibility }).where('key', '=', before.key).execute();
    // A job updates the search index later. Values that readers may no longer see are hidden at once.
    if (input.visibility === 'desk')
      await sql`
        update fact set public_shown = false, public_attributed = false, public_origins = 0 where property = ${before.key}`.execute(
        tx,
      );
    await stampFields(tx);
    const after = rowOf((await loadDefinition(tx)).fields, before.key);
    change({ kind: 'setting', thingId: 0, action: 'visibility', before: forHistory(before), after: forHistory(after) });
  },
});

/** Counts the claims with a value of a field, among those that the person may see, and how many of them are public. */
export async function countClaimsOf(db: Reader, field: string): Promise<{ claims: number; public: number }> {
  const { rows } = await sql<{ claims: number; open: number }>`
    select count(*)::int as claims, count(*) filter (where t.visibility = 'public')::int as open from thing t
    where t.withdrawn_at is null and t.redacted_at is null and t.id in (select claim_id from statement where property = ${field})`.execute(
    db,
  );
  return { claims: rows[0]!.claims, public: rows[0]!.open };
}
