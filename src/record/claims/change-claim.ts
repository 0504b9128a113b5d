import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation, mayRun } from '../../platform/operation.ts';
import { isSame } from '../history/states.ts';
import { comparedIn } from './compared.ts';
import { secondPersonNeeded } from './second-person.ts';
import {
  claimAfter,
  claimRefs,
  readClaim,
  checkColumns,
  writeClaimParts,
  writePassages,
  type ReadClaim,
} from '../filing/claims.ts';
import { claimInput } from '../filing/schema.ts';
import { recomputeOrigins } from '../projection/origins.ts';
import { project, subjectsOf } from '../projection/project.ts';
import { rankStatements } from './rank-statements.ts';
import { RefResolver, refSchema } from '../refs.ts';
import { takeForChange } from '../things.ts';
import { findProperty } from '../vocabulary/properties.ts';
import { snapshotClaim } from '../projection/snapshots.ts';

/**
 * Replaces a claim's wording, attribution, support and statements. If a part that was compared with the source changes,
 * and the input does not set `checked` again, the claim becomes a draft: its values no longer count. Published articles
 * contain the claim as it was when they were published.
 * @throws AppError `conflict` if someone has saved the claim since `version`; `invalid_input` by field
 */
export const changeClaim = defineOperation({
  name: 'record.changeClaim',
  permission: legal,
  input: z.object({ claim: refSchema, version: z.coerce.number().int().positive(), to: claimInput }),
  async write({ tx, input, principal, at, change }) {
    const thing = await takeForChange(tx, input.claim, at, { version: input.version, kinds: ['claim'] });
    if (thing.withdrawn_at) throw new AppError('already_withdrawn');
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    const before = await snapshotClaim(tx, thing.id);
    const refs = new RefResolver();
    await refs.load(tx, claimRefs([input.to]));
    const claim = readClaim(input.to, refs, 'to');
    const unread = await unreadStatements(tx, thing.id);
    claim.statements.push(...unread);
    if (unread.length && input.to.visibility === 'public' && thing.visibility !== 'public')
      refs.errors.push({ path: 'to.visibility', message: 'record.value.desk_only' });
    if (input.to.checked) refs.errors.push(...(await secondPersonNeeded(tx, ['to.checked'])));
    refs.throwIfWrong();
    const passages = await writePassages(tx, [claim], () => 'to');
    if (passages.errors.length) throw new AppError('invalid_input', { fields: passages.errors });
    const after = claimAfter(claim, { id: thing.id, kind: 'claim', number: thing.number });
    const { state, checked_by, checked_at } = before;
    const unchanged = !input.to.checked && isSame(comparedIn(before), comparedIn(after));
    const check = unchanged ? { state, checked_by, checked_at } : checkColumns(input.to, principal.accountId, at);
    after.state = check.state;
    const touched = await subjectsOf(tx, [thing.id]);
    if (!mayRun(principal, rankStatements)) await useStoredRanks(tx, thing.id, claim);

    await tx.deleteFrom('chain_link').where('claim_id', '=', thing.id).execute();
    await tx.deleteFrom('statement').where('claim_id', '=', thing.id).execute();
    await tx
      .updateTable('claim')
      .set({
        case_id: claim.caseId,
        wording: input.to.wording,
        kind: input.to.kind,
        language: input.to.language,
        mode: input.to.mode,
        certainty: input.to.certainty,
        ...check,
        support: claim.support,
        passage_id: passages.ids[0] ?? null,
        source_id: claim.sourceId,
        support_note: claim.note,
      })
      .where('id', '=', thing.id)
      .execute();
    await tx.updateTable('thing').set({ visibility: input.to.visibility }).where('id', '=', thing.id).execute();
    await writeClaimParts(tx, [{ ...claim, id: thing.id }]);
    await recomputeOrigins(tx, [thing.id]);
    await project(tx, [...touched, ...claim.statements.map((statement) => statement.subject_id)]);
    change({ kind: 'claim', thingId: thing.id, action: 'changed', before, after });
    return { version: thing.version + 1 };
  },
});

/**
 * The statements of a claim whose property this version of Kronika does not know. Forms and public pages leave them
 * out. They are stored again when someone saves the claim, so they are not lost.
 */
async function unreadStatements(tx: Tx, claimId: number): Promise<ReadClaim['statements']> {
  const stored = await tx
    .selectFrom('statement')
    .select(['subject_id', 'property', 'value', 'value_key', 'value_thing', 'rank', 'date_from', 'date_to'])
    .where('claim_id', '=', claimId)
    .orderBy('id')
    .execute();
  return stored.flatMap((row) => (findProperty(row.property) ? [] : [{ ...row, value: JSON.stringify(row.value) }]));
}

/**
 * Only editors decide which value is preferred. If anyone else saves the claim, its statements keep their stored ranks.
 */
async function useStoredRanks(tx: Tx, claimId: number, claim: ReadClaim): Promise<void> {
  const stored = await tx
    .selectFrom('statement')
    .select(['subject_id', 'property', 'value_key', 'rank'])
    .where('claim_id', '=', claimId)
    .execute();
  for (const statement of claim.statements)
    statement.rank =
      stored.find(
        (one) =>
          one.subject_id === statement.subject_id &&
          one.property === statement.property &&
          one.value_key === statement.value_key,
      )?.rank ?? 'normal';
}
