import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { project } from '../projection/project.ts';
import type { Rank } from '../tables.ts';

/**
 * Marks values as preferred or deprecated where statements disagree. No value is deleted. The reason is stored with the
 * change set.
 */
export const rankStatements = defineOperation({
  name: 'record.rankStatements',
  permission: editors,
  input: z.object({
    statements: z
      .array(z.object({ id: z.coerce.number().int().positive(), rank: z.enum(['preferred', 'normal', 'deprecated']) }))
      .min(1),
  }),
  async write({ tx, input, at, change }) {
    const ids = input.statements.map((statement) => statement.id);
    const found = await tx
      .selectFrom('statement')
      .select(['id', 'claim_id', 'subject_id'])
      .where(sql<boolean>`id = any(${ids}::bigint[])`)
      .forUpdate()
      .execute();
    if (found.length !== new Set(ids).size) throw new AppError('not_found');
    const claims = [...new Set(found.map((statement) => statement.claim_id))];
    const before = await statementsOf(tx, claims);
    for (const { id, rank } of input.statements)
      await tx.updateTable('statement').set({ rank }).where('id', '=', id).execute();
    const after = await statementsOf(tx, claims);
    for (const id of claims)
      change({
        kind: 'claim',
        thingId: id,
        action: 'changed',
        before: { statements: before.get(id) },
        after: { statements: after.get(id) },
      });
    // The new version warns an editor who has one of these claims open in a form. Saving that form would overwrite the
    // new ranks.
    await sql`update thing set version = version + 1, changed_at = ${at} where id = any(${claims}::bigint[])`.execute(
      tx,
    );
    await project(
      tx,
      found.map((statement) => statement.subject_id),
    );
  },
});

/** All statements of claims for the history, without ids, because a statement gets a new id when its claim changes. */
async function statementsOf(
  tx: Tx,
  claims: readonly number[],
): Promise<Map<number, { subject_id: number; property: string; value: unknown; rank: Rank }[]>> {
  const rows = await tx
    .selectFrom('statement')
    .select(['claim_id', 'subject_id', 'property', 'value', 'rank'])
    .where(sql<boolean>`claim_id = any(${[...claims]}::bigint[])`)
    .orderBy('id')
    .execute();
  return new Map(
    claims.map((id) => [
      id,
      rows.filter((row) => row.claim_id === id).map(({ claim_id: _, ...statement }) => statement),
    ]),
  );
}
