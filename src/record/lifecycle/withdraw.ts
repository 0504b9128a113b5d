import { sql } from 'kysely';
import { z } from 'zod';
import { editors, legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Change } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { isDeskOnly } from '../vocabulary/properties.ts';
import { checkOf } from '../claims/check-claims.ts';
import { project, subjectsOf } from '../projection/project.ts';
import { refSchema } from '../refs.ts';
import { kindsThat } from '../kinds/registry.ts';
import { requireFilingPermission } from '../permissions.ts';
import { refuseOtherVersions, idsOf, takeThings, seenVersions } from './take-things.ts';
import type { Thing } from '../things.ts';

/**
 * Withdraws items. They keep their number and history, and their public page says that they were withdrawn, when and
 * why. This is not for a source that retracts what it said: the retraction is filed as a new claim.
 * @throws AppError `already_withdrawn`
 */
export const withdraw = defineOperation({
  name: 'record.withdraw',
  permission: legal,
  onFullDisk: 'runs',
  input: z.object({
    things: z.array(refSchema).min(1),
    reason: z.string().trim().min(10, 'errors.field.reason.short').max(2000, 'errors.field.text.long'),
  }),
  async write({ tx, input, principal, at, change }) {
    const things = await takeThings(
      tx,
      await idsOf(
        tx,
        input.things,
        kindsThat((kind) => kind.withdraw !== 'elsewhere'),
      ),
      at,
    );
    requireFilingPermission(
      principal,
      things.map((thing) => thing.kind),
    );
    if (things.some((thing) => thing.withdrawn_at)) throw new AppError('already_withdrawn');
    await withdrawThings(tx, things, input.reason, at, change);
  },
});

/** Withdraws locked items. */
export async function withdrawThings(
  tx: Tx,
  things: readonly Thing[],
  reason: string,
  at: Date,
  change: (change: Change) => void,
): Promise<void> {
  const claims = things.filter((thing) => thing.kind === 'claim').map((thing) => thing.id);
  const before = new Map(
    (
      await tx
        .selectFrom('claim')
        .select(['id', 'state', 'checked_by', 'checked_at'])
        .where(sql<boolean>`id = any(${claims}::bigint[])`)
        .execute()
    ).map((claim) => [claim.id, claim]),
  );
  await sql`update thing set withdrawn_at = ${at}, withdrawn_reason = ${reason} where id = any(${things.map((thing) => thing.id)}::bigint[])`.execute(
    tx,
  );
  await sql`update claim set state = 'withdrawn' where id = any(${claims}::bigint[])`.execute(tx);
  for (const { id, kind } of things) {
    const claim = before.get(id);
    const check = claim && checkOf(claim);
    change({
      kind,
      thingId: id,
      action: 'withdrawn',
      before: { withdrawn: false, ...check },
      after: { withdrawn: true, reason, ...(check && { ...check, state: 'withdrawn' }) },
    });
  }
  await reopenQuestions(tx, claims, at, change);
  await project(tx, await subjectsOf(tx, claims));
}

/** Reopens questions that a withdrawn claim had answered. */
async function reopenQuestions(
  tx: Tx,
  claims: readonly number[],
  at: Date,
  change: (change: Change) => void,
): Promise<void> {
  const { rows } = await sql<{ id: number; answered_by: number }>`
    update question q set answered_by = null from question was
    where was.id = q.id and q.answered_by = any(${[...claims]}::bigint[]) returning q.id, was.answered_by`.execute(tx);
  await sql`update thing set version = version + 1, changed_at = ${at} where id = any(${rows.map((row) => Number(row.id))}::bigint[])`.execute(
    tx,
  );
  for (const row of rows)
    change({
      kind: 'question',
      thingId: Number(row.id),
      action: 'changed',
      before: { answered_by: Number(row.answered_by) },
      after: { answered_by: null },
    });
}

/**
 * Sets the access of items: public or desk only. Sealing is another operation (record/protection/seal.ts).
 * @throws AppError `conflict` if someone has saved an item since its version in `versions` was read. Without this
 * check, words that the editor has not seen could become public
 */
export const setVisibility = defineOperation({
  name: 'record.setVisibility',
  permission: editors,
  proposedBy: legal,
  onFullDisk: 'runs',
  input: z.object({
    things: z.array(refSchema).min(1, 'errors.field.things.none'),
    visibility: z.enum(['public', 'desk']),
    versions: seenVersions,
  }),
  async write({ tx, input, at, change }) {
    refuseOtherVersions(input.things, input.versions);
    const ids = await idsOf(
      tx,
      input.things,
      kindsThat((kind) => kind.withdraw !== 'elsewhere' && !kind.deskOnly),
    );
    const things = await takeThings(tx, ids, at, input.versions);
    if (things.some((thing) => thing.visibility === 'sealed')) throw new AppError('sealed');
    await showThings(tx, things, input.visibility, change);
  },
});

/** Makes locked items public, or desk only. */
export async function showThings(
  tx: Tx,
  things: readonly Pick<Thing, 'id' | 'kind' | 'visibility'>[],
  visibility: 'public' | 'desk',
  change: (change: Change) => void,
): Promise<void> {
  const others = things.filter((thing) => thing.visibility !== visibility);
  const claims = others.filter((thing) => thing.kind === 'claim').map((thing) => thing.id);
  if (visibility === 'public') await refuseDeskOnly(tx, claims);
  await sql`update thing set visibility = ${visibility} where id = any(${others.map((thing) => thing.id)}::bigint[])`.execute(
    tx,
  );
  for (const { id, kind, visibility: was } of others)
    change({ kind, thingId: id, action: 'visibility', before: { visibility: was }, after: { visibility } });
  await project(tx, await subjectsOf(tx, claims));
}

/** @throws AppError `invalid_input` if one of the claims has a statement with a property that only the desk may see */
async function refuseDeskOnly(tx: Tx, claims: readonly number[]): Promise<void> {
  const { rows } = await sql<{
    property: string;
  }>`select distinct property from statement where claim_id = any(${[...claims]}::bigint[])`.execute(tx);
  if (rows.some(({ property }) => isDeskOnly(property)))
    throw new AppError('invalid_input', { fields: [{ path: 'visibility', message: 'record.value.desk_only' }] });
}
