import { sql } from 'kysely';
import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { project, subjectsOf } from '../projection/project.ts';
import { refuseOtherVersions, lockThings, raiseVersions, seenVersions } from '../lifecycle/take-things.ts';
import { RefResolver, refOf, refSchema } from '../refs.ts';
import type { ClaimState } from '../tables.ts';
import { refuseOwnClaims } from './second-person.ts';

/**
 * Marks claims as compared with their support, or removes this mark. The mark does not say whether a claim is true.
 * `versions` has the versions of the claims that the person has read, so that no one marks words that someone else has
 * changed since.
 * @throws AppError `invalid_input` for refs that name no claim, for withdrawn claims and, if a second person must check
 * claims, for claims that this person wrote. `conflict` if someone has saved a claim since the version in `versions`
 */
export const checkClaims = defineOperation({
  name: 'record.checkClaims',
  permission: legal,
  input: z.object({
    claims: z.array(refSchema).min(1, 'errors.field.claims.none'),
    state: z.enum(['checked', 'draft']).default('checked'),
    versions: seenVersions,
  }),
  async write({ tx, input, principal, at, change }) {
    refuseOtherVersions(input.claims, input.versions);
    const refs = new RefResolver();
    await refs.load(tx, input.claims);
    const ids = input.claims.map((ref, index) => refs.find(ref, `claims.${index}`, ['claim'])?.id ?? 0);
    refs.throwIfWrong();
    const things = await lockThings(tx, ids, {}, 'goes on');
    const before = await tx
      .selectFrom('claim')
      .select(['id', 'state', 'checked_by', 'checked_at'])
      .where(sql<boolean>`id = any(${ids}::bigint[])`)
      .execute();
    const withdrawn = before.filter((claim) => claim.state === 'withdrawn').map((claim) => ids.indexOf(claim.id));
    if (withdrawn.length)
      throw new AppError('invalid_input', {
        fields: withdrawn.map((index) => ({ path: `claims.${index}`, message: 'errors.field.claim.withdrawn' })),
      });
    const changed = before.filter((claim) => claim.state !== input.state);
    if (changed.length === 0) return { changed: 0 };
    const changedIds = changed.map((claim) => claim.id);
    // Claims that a colleague has checked in the meantime do not change.
    const seen = input.versions ?? {};
    const changing = new Set(changedIds);
    if (things.some((one) => changing.has(one.id) && (seen[refOf(one)] ?? one.version) !== one.version))
      throw new AppError('conflict');
    const checked = input.state === 'checked';
    if (checked) await refuseOwnClaims(tx, changedIds, ids, principal);
    await sql`update claim set state = ${input.state}, checked_by = ${checked ? principal.accountId : null}, checked_at = ${checked ? at : null}
      where id = any(${changedIds}::bigint[])`.execute(tx);
    await raiseVersions(tx, changedIds, at);
    for (const claim of changed)
      change({
        kind: 'claim',
        thingId: claim.id,
        action: 'checked',
        before: checkOf(claim),
        after: {
          state: input.state,
          checked_by: checked ? principal.accountId : null,
          checked_at: checked ? at.toISOString() : null,
        },
      });
    await project(tx, await subjectsOf(tx, changedIds));
    return { changed: changed.length };
  },
});

/** Whether a claim is checked, by whom and when, in the form that the history stores. */
export const checkOf = (claim: { state: ClaimState; checked_by: number | null; checked_at: Date | null }) => ({
  state: claim.state,
  checked_by: claim.checked_by,
  checked_at: claim.checked_at?.toISOString() ?? null,
});
