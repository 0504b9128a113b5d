import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import { defineOperation } from '../platform/operation.ts';
import { project } from './project.ts';

/** Prefers or deprecates values where statements disagree; every value stays on record. The reason is the change's. */
export const rankStatements = defineOperation({
  name: 'record.rankStatements',
  permission: editors,
  input: z.object({ statements: z.array(z.object({ id: z.coerce.number().int().positive(), rank: z.enum(['preferred', 'normal', 'deprecated']) })).min(1) }),
  async write({ tx, input, at, change }) {
    const subjects: number[] = [];
    const claims = new Set<number>();
    for (const { id, rank } of input.statements) {
      const before = await tx.selectFrom('statement').select(['claim_id', 'subject_id', 'property', 'rank']).where('id', '=', id).forUpdate().executeTakeFirst();
      if (!before) throw new AppError('not_found');
      await tx.updateTable('statement').set({ rank }).where('id', '=', id).execute();
      subjects.push(before.subject_id);
      claims.add(before.claim_id);
      change({ kind: 'claim', thingId: before.claim_id, action: 'changed', before: { statement: id, rank: before.rank }, after: { statement: id, rank } });
    }
    // Who has a form of one of these claims open is told of the preference before it is overwritten.
    await sql`update thing set version = version + 1, changed_at = ${at} where id = any(${[...claims]}::bigint[])`.execute(tx);
    await project(tx, subjects);
  },
});
