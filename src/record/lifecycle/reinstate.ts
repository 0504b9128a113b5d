import { sql } from 'kysely';
import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Change } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { checkOf } from '../claims/check-claims.ts';
import { project, subjectsOf } from '../projection/project.ts';
import { refSchema } from '../refs.ts';
import { kindsThat } from '../kinds/registry.ts';
import type { ClaimState } from '../tables.ts';
import { requireFilingPermission } from '../permissions.ts';
import { idsOf, takeThings } from './take-things.ts';
import type { Thing } from '../things.ts';

/**
 * Undoes withdrawals. A claim becomes a draft, so someone must check it again. To restore an earlier state of a claim
 * with its check, record/history uses `reinstateThings` instead.
 * @throws AppError `invalid_input` if an item is not withdrawn
 */
export const reinstate = defineOperation({
  name: 'record.reinstate',
  permission: legal,
  input: z.object({ things: z.array(refSchema).min(1) }),
  async write({ tx, input, principal, at, change }) {
    const things = await takeThings(
      tx,
      await idsOf(
        tx,
        input.things,
        kindsThat((kind) => kind.reinstate !== 'elsewhere'),
      ),
      at,
    );
    requireFilingPermission(
      principal,
      things.map((thing) => thing.kind),
    );
    if (things.some((thing) => !thing.withdrawn_at))
      throw new AppError('invalid_input', {
        fields: [{ path: 'things', message: 'record.history.problem.not_withdrawn' }],
      });
    await reinstateThings(
      tx,
      things.map((thing) => ({ thing, check: null })),
      at,
      change,
    );
  },
});

export type Check = { state: ClaimState; checked_by: number | null; checked_at: Date | null };

/** Undoes the withdrawal of locked items. Each claim gets the given check, or becomes a draft. */
export async function reinstateThings(
  tx: Tx,
  things: readonly { thing: Thing; check: Check | null }[],
  at: Date,
  change: (change: Change) => void,
): Promise<void> {
  const ids = things.map(({ thing }) => thing.id);
  await sql`update thing set withdrawn_at = null, withdrawn_reason = null, changed_at = ${at} where id = any(${ids}::bigint[])`.execute(
    tx,
  );
  const claims = things.filter(({ thing }) => thing.kind === 'claim');
  const claimIds = claims.map(({ thing }) => thing.id);
  const before = new Map(
    (
      await tx
        .selectFrom('claim')
        .select(['id', 'state', 'checked_by', 'checked_at'])
        .where(sql<boolean>`id = any(${claimIds}::bigint[])`)
        .execute()
    ).map((claim) => [claim.id, claim]),
  );
  const checks = new Map(
    claims.map(({ thing, check }) => [
      thing.id,
      check ?? { state: 'draft' as const, checked_by: null, checked_at: null },
    ]),
  );
  await sql`
    update claim set state = c.state, checked_by = c.checked_by, checked_at = c.checked_at
    from unnest(${claimIds}::bigint[], ${claimIds.map((id) => checks.get(id)!.state)}::text[], ${claimIds.map((id) => checks.get(id)!.checked_by)}::bigint[],
      ${claimIds.map((id) => checks.get(id)!.checked_at?.toISOString() ?? null)}::timestamptz[]) as c(id, state, checked_by, checked_at)
    where claim.id = c.id`.execute(tx);
  for (const { thing } of things) {
    const was = before.get(thing.id);
    change({
      kind: thing.kind,
      thingId: thing.id,
      action: 'reinstated',
      before: { withdrawn: true, reason: thing.withdrawn_reason, ...(was && checkOf(was)) },
      after: { withdrawn: false, ...(was && checkOf(checks.get(thing.id)!)) },
    });
  }
  await project(tx, await subjectsOf(tx, claimIds));
}
