import { sql } from 'kysely';
import type { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Change } from '../../platform/changes.ts';
import { mayRun, parseInput, type Principal, type Writing } from '../../platform/operation.ts';
import { checkClaims, checkOf } from '../claims/check-claims.ts';
import { refuseOwnClaims } from '../claims/second-person.ts';
import { findKind, kindOf } from '../kinds/registry.ts';
import { merge } from '../lifecycle/merge.ts';
import { refOf } from '../refs.ts';
import { takeForChange, type Thing } from '../things.ts';
import { reinstate, reinstateThings, type Check } from '../lifecycle/reinstate.ts';
import { unmerge } from '../lifecycle/unmerge.ts';
import { setVisibility, withdraw } from '../lifecycle/withdraw.ts';
import { restoreTags, tagItems } from '../tags/tag-items.ts';
import type { TranslationState } from '../translations/tables.ts';
import { ownTranslationsOf, translate, writeLanguage, writeTranslations } from '../translations/translate.ts';
import { setPicture, setPictures } from '../photos/set-pictures.ts';
import { ReferredItems } from './referred-items.ts';
import { project, subjectsOf } from '../projection/project.ts';
import { checkIn, differing, isSame, readStates, type State } from './states.ts';

/** Whether earlier states of items of a kind can be restored. */
export const isRestorable = (kind: string): boolean => findKind(kind)?.setBack !== undefined;

/** Fields that are restored on their own, because the operations that change the content do not change them. */
const restoredSeparately = new Set(['visibility', 'tags', 'picture_id', 'translations', 'written_in']);
/** The fields of a claim's check. */
const checkFields = new Set(['state', 'checked_by', 'checked_at']);

type Doing = Pick<Writing<unknown, unknown>, 'tx' | 'principal' | 'at' | 'change'>;

/**
 * Restores an earlier state of an item with the operations that normally change the item. So the checks of these
 * operations apply, and projections and independent sources are updated. Only one change is recorded for the item, with
 * `note` added.
 * @throws AppError `invalid_input` with the path `to` and the obstacle; `not_permitted`; all errors of these operations
 */
export async function restore(
  doing: Doing,
  thing: Thing,
  target: State,
  note: Record<string, unknown> = {},
): Promise<void> {
  const { tx, principal, at } = doing;
  let current = (await readStates(tx, [thing.id])).get(thing.id)!;
  const refuse = (message: string): never => {
    throw new AppError('invalid_input', { fields: [{ path: 'to', message }] });
  };
  const { setBack } = kindOf(thing.kind);
  if (!setBack) return refuse('record.history.problem.kind');
  if (target.visibility === 'sealed') refuse('record.history.problem.sealed_then');
  const named = await ReferredItems.load(tx, [target]);
  const errors = named.complaints(target, thing.kind);
  if (errors.length) throw new AppError('invalid_input', { fields: errors });

  const changes: Change[] = [];
  const writing = { tx, principal, at, prepared: undefined, change: (change: Change) => void changes.push(change) };
  const ref = refOf(thing);
  if (current.merged_into !== target.merged_into) {
    if (current.merged_into !== null)
      await unmerge.write({ ...writing, input: permittedInput(principal, unmerge, { thing: ref }) });
    if (target.merged_into !== null)
      await merge.write({
        ...writing,
        input: permittedInput(principal, merge, { from: ref, into: named.ref(target.merged_into) }),
      });
    current = (await readStates(tx, [thing.id])).get(thing.id)!;
  }
  const fields = differing(current, target).filter((field) => field !== 'withdrawn');
  // The access of an item and the check of a claim are not content. They are restored separately.
  const content = fields.filter((field) => !restoredSeparately.has(field) && !checkFields.has(field));
  // A withdrawn item cannot be changed. So it is reinstated first. If it was withdrawn in the earlier state too, it is
  // withdrawn again afterwards.
  const lift = current.withdrawn !== null && (content.length > 0 || !isSame(current.withdrawn, target.withdrawn));
  const isClaim = thing.kind === 'claim';
  const checkRemoved = isClaim && (await isCheckRemoved(doing, thing, current, target));
  // If the content does not change, a check that someone else has added since remains valid.
  const remaining = !content.length && current.state === 'checked' ? checkIn(current) : unchecked;
  const check = checkRemoved ? remaining : isClaim ? checkIn(target) : null;
  if (checkRemoved && !lift && !content.length && fields.includes('state'))
    refuse('record.history.problem.check_taken_back');
  if (lift) {
    requirePermission(principal, reinstate);
    await reinstateThings(tx, [{ thing, check }], at, writing.change);
  }
  if (fields.includes('tags')) {
    requirePermission(principal, tagItems);
    await restoreTags(tx, thing, (target.tags ?? []) as string[], writing.change);
  }
  if (fields.includes('picture_id')) {
    requirePermission(principal, setPictures);
    await takeForChange(tx, ref, at);
    await setPicture(
      tx,
      thing,
      target.picture_id === undefined ? null : (target.picture_id as number | null),
      writing.change,
    );
  }
  if (fields.includes('translations') || fields.includes('written_in')) {
    requirePermission(principal, translate);
    await takeForChange(tx, ref, at);
    const had = (await ownTranslationsOf(tx, [thing.id])).get(thing.id) ?? [];
    await writeTranslations(tx, thing, had, (target.translations ?? []) as TranslationState[], writing.change);
    await writeLanguage(tx, thing, (target.written_in ?? null) as string | null, writing.change);
  }
  if (content.length) {
    const { version } = await tx
      .selectFrom('thing')
      .select('version')
      .where('id', '=', thing.id)
      .executeTakeFirstOrThrow();
    await setBack({
      tx,
      thing,
      ref,
      version,
      target,
      named,
      run: (operation, input) => operation.write({ ...writing, input: permittedInput(principal, operation, input) }),
      requirePermission: (operation) => requirePermission(principal, operation),
    });
  } else {
    if (fields.includes('visibility'))
      await setVisibility.write({
        ...writing,
        input: permittedInput(principal, setVisibility, { things: [ref], visibility: target.visibility }),
      });
    if (fields.includes('state')) requirePermission(principal, checkClaims);
  }
  if (target.withdrawn && (lift || !current.withdrawn))
    await withdraw.write({
      ...writing,
      input: permittedInput(principal, withdraw, { things: [ref], reason: target.withdrawn.reason }),
    });
  if (check) await restoreCheck(writing, thing, check);
  for (const change of joined(changes))
    doing.change(change.thingId === thing.id ? { ...change, after: { ...(change.after as object), ...note } } : change);
}

const unchecked: Check = { state: 'draft', checked_by: null, checked_at: null };

/**
 * Whether `principal` may not restore the check that an earlier state of a claim has. A restored check bears the name
 * of the person who checked the claim. So others may not restore it after someone removed it, or after the person who
 * checked the claim changed or withdrew the claim.
 *
 * The person who removed the check may restore it. So may the person who checked the claim, unless they also wrote it
 * and the setting requires a second person (then `refuseOwnClaims` throws).
 */
async function isCheckRemoved({ tx, principal }: Doing, thing: Thing, current: State, target: State): Promise<boolean> {
  const { state, checked_by: by, checked_at: since } = checkIn(target);
  if (state !== 'checked' || isSame(checkOf(checkIn(current)), checkOf(checkIn(target)))) return false;
  const { rows } = await sql`
    select from change c join change_set s on s.id = c.change_set_id
    where c.thing_id = ${thing.id} and c.kind = 'claim' and s.at >= ${since}::timestamptz
      and c.before ->> 'state' = 'checked' and c.after ->> 'state' <> 'checked'
      and (c.action = 'checked' or s.account_id = ${by})
      and s.account_id is distinct from ${principal.accountId}::bigint limit 1`.execute(tx);
  if (rows.length === 0) return false;
  if (by === null || principal.accountId !== by) return true;
  await refuseOwnClaims(tx, [thing.id], [thing.id], principal);
  return false;
}

/**
 * Restores the check of a claim. It names the person who checked the claim at that time, not the person who restores
 * the state. A withdrawn claim stays withdrawn.
 */
async function restoreCheck(
  { tx, at, change }: Pick<Doing, 'tx' | 'at' | 'change'>,
  thing: Thing,
  check: Check,
): Promise<void> {
  const now = await tx
    .selectFrom('claim')
    .select(['state', 'checked_by', 'checked_at'])
    .where('id', '=', thing.id)
    .executeTakeFirstOrThrow();
  const then = { ...now, ...check, ...(now.state === 'withdrawn' && { state: now.state }) };
  if (isSame(checkOf(now), checkOf(then))) return;
  await tx.updateTable('claim').set(then).where('id', '=', thing.id).execute();
  await tx
    .updateTable('thing')
    .set((row) => ({ version: row('version', '+', 1), changed_at: at }))
    .where('id', '=', thing.id)
    .execute();
  change({ kind: 'claim', thingId: thing.id, action: 'checked', before: checkOf(now), after: checkOf(then) });
  if (then.state !== now.state) await project(tx, await subjectsOf(tx, [thing.id]));
}

type Permitted = { permission: readonly string[] | 'anyone' };
function requirePermission(principal: Principal, operation: Permitted): void {
  if (!mayRun(principal, operation))
    throw new AppError('not_permitted', {
      details: { roles: operation.permission === 'anyone' ? '' : operation.permission.join(', ') },
    });
}

/**
 * Checks that `principal` may run an operation, and parses its input.
 * @throws AppError `not_permitted`; `invalid_input`
 */
function permittedInput<Schema extends z.core.$ZodType>(
  principal: Principal,
  operation: Permitted & { input: Schema },
  input: unknown,
): z.output<Schema> {
  requirePermission(principal, operation);
  return parseInput(operation.input, input);
}

/** Joins the changes of each item into one, from the state before its first change to the state after its last. */
function joined(changes: readonly Change[]): Change[] {
  const byThing = new Map<number, Change>();
  for (const change of changes) {
    const first = byThing.get(change.thingId);
    byThing.set(
      change.thingId,
      first
        ? {
            ...change,
            action: 'changed',
            before: { ...(change.before as object), ...(first.before as object) },
            after: { ...(first.after as object), ...(change.after as object) },
          }
        : change,
    );
  }
  return [...byThing.values()];
}
