import type { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Change } from '../../platform/changes.ts';
import { mayRun, parseInput, type Principal, type Writing } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { answerQuestion } from '../dossiers/answer-question.ts';
import { changeActor } from '../actors/change-actor.ts';
import { changeClaim } from '../claims/change-claim.ts';
import { changeDossier } from '../dossiers/change-dossier.ts';
import { changeSource } from '../sources/change-source.ts';
import { checkClaims, checkOf } from '../claims/check-claims.ts';
import { merge } from '../lifecycle/merge.ts';
import { rankStatements } from '../claims/rank-statements.ts';
import { refOf } from '../refs.ts';
import type { ThingKind } from '../tables.ts';
import type { Thing } from '../things.ts';
import { reinstate, reinstateThings } from '../lifecycle/reinstate.ts';
import { unmerge } from '../lifecycle/unmerge.ts';
import { setVisibility, withdraw } from '../lifecycle/withdraw.ts';
import { actorTo, claimTo, sourceTo } from './inputs.ts';
import { Named } from './named.ts';
import { differing, isSame, readStates, type State, type StatementState } from './states.ts';

/** Kinds whose earlier states can be had again. A capture never changes; an article has revisions of its own. */
export const restorable: readonly ThingKind[] = [
  'actor',
  'case',
  'event',
  'proceeding',
  'charge',
  'order',
  'source',
  'claim',
  'question',
];

/** What the check of a claim consists of. */
const checkFields = new Set(['state', 'checked_by', 'checked_at']);

type Doing = Pick<Writing<unknown, unknown>, 'tx' | 'principal' | 'at' | 'change'>;

/**
 * Makes a thing say again what it said at another time, by the operations that change it otherwise: what they refuse
 * is refused, and projections, origins and permissions are theirs. One change is recorded of the thing.
 * @throws AppError `invalid_input` at `to` naming what stands in the way; `not_permitted`; what the operations throw
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
  if (!restorable.includes(thing.kind)) refuse('record.history.problem.kind');
  if (target.visibility === 'sealed') refuse('record.history.problem.sealed_then');
  const named = await Named.load(tx, [target]);
  const complaints = named.complaints(target, thing.kind);
  if (complaints.length) throw new AppError('invalid_input', { fields: complaints });

  const changes: Change[] = [];
  const writing = { tx, principal, at, prepared: undefined, change: (change: Change) => void changes.push(change) };
  const ref = refOf(thing);
  if (current.merged_into !== target.merged_into) {
    if (current.merged_into !== null)
      await unmerge.write({ ...writing, input: demandInput(principal, unmerge, { thing: ref }) });
    if (target.merged_into !== null)
      await merge.write({
        ...writing,
        input: demandInput(principal, merge, { from: ref, into: named.ref(target.merged_into) }),
      });
    current = (await readStates(tx, [thing.id])).get(thing.id)!;
  }
  const fields = differing(current, target).filter((field) => field !== 'withdrawn');
  // A withdrawn claim takes no check; it comes with the withdrawal.
  const content = fields.filter((field) => field !== 'visibility' && !checkFields.has(field));
  // What is withdrawn is not changed: the withdrawal is lifted, and comes again afterwards.
  const lift = current.withdrawn !== null && (content.length > 0 || !isSame(current.withdrawn, target.withdrawn));
  if (lift) {
    demand(principal, reinstate);
    await reinstateThings(
      tx,
      [{ thing, check: target.state === undefined ? null : checkIn(target) }],
      at,
      writing.change,
    );
  }
  if (content.length) await changeTo(writing, thing, target, named);
  else {
    if (fields.includes('visibility'))
      await setVisibility.write({
        ...writing,
        input: demandInput(principal, setVisibility, { things: [ref], visibility: target.visibility }),
      });
    if (fields.includes('state') && !target.withdrawn && !current.withdrawn)
      await checkClaims.write({
        ...writing,
        input: demandInput(principal, checkClaims, { claims: [ref], state: target.state }),
      });
  }
  if (target.withdrawn && (lift || !current.withdrawn))
    await withdraw.write({
      ...writing,
      input: demandInput(principal, withdraw, { things: [ref], reason: target.withdrawn.reason }),
    });
  if (thing.kind === 'claim') await restoreCheck(writing, thing, target);
  for (const change of joined(changes))
    doing.change(change.thingId === thing.id ? { ...change, after: { ...(change.after as object), ...note } } : change);
}

async function changeTo(
  writing: Omit<Writing<unknown, undefined>, 'input'>,
  thing: Thing,
  target: State,
  named: Named,
): Promise<void> {
  const { tx, principal } = writing;
  const { version } = await tx
    .selectFrom('thing')
    .select('version')
    .where('id', '=', thing.id)
    .executeTakeFirstOrThrow();
  const ref = refOf(thing);
  switch (thing.kind) {
    case 'actor':
      await changeActor.write({
        ...writing,
        input: demandInput(principal, changeActor, { actor: ref, version, to: actorTo(target) }),
      });
      return;
    case 'source':
      await changeSource.write({
        ...writing,
        input: demandInput(principal, changeSource, { source: ref, version, to: sourceTo(target, named) }),
      });
      return;
    case 'claim': {
      await refuseOtherRanks(tx, principal, thing.id, target);
      await changeClaim.write({
        ...writing,
        input: demandInput(principal, changeClaim, { claim: ref, version, to: claimTo(target, named) }),
      });
      return;
    }
    case 'question':
      await answerQuestion.write({
        ...writing,
        input: demandInput(principal, answerQuestion, {
          question: ref,
          version,
          answeredBy: target.answered_by === null ? null : named.ref(target.answered_by),
        }),
      });
      await showAgain(writing, thing, target);
      return;
    default: {
      const words = { title: target.title, ...(thing.kind === 'case' ? { summary: target.summary ?? undefined } : {}) };
      await changeDossier.write({
        ...writing,
        input: demandInput(principal, changeDossier, { thing: ref, version, visibility: target.visibility, ...words }),
      });
    }
  }
}

/** A question's answer and who may see it are two operations. */
async function showAgain(
  writing: Omit<Writing<unknown, undefined>, 'input'>,
  thing: Thing,
  target: State,
): Promise<void> {
  const { visibility } = await writing.tx
    .selectFrom('thing')
    .select('visibility')
    .where('id', '=', thing.id)
    .executeTakeFirstOrThrow();
  if (visibility !== target.visibility)
    await setVisibility.write({
      ...writing,
      input: demandInput(writing.principal, setVisibility, { things: [refOf(thing)], visibility: target.visibility }),
    });
}

/** Which value leads is the editors' decision: others can set back only to what leaves the ranks as they are. */
async function refuseOtherRanks(tx: Tx, principal: Principal, claimId: number, target: State): Promise<void> {
  const key = (one: { subject_id: number; property: string; value: unknown }): string =>
    JSON.stringify([one.subject_id, one.property, one.value]);
  const now = await tx
    .selectFrom('statement')
    .select(['subject_id', 'property', 'value', 'rank'])
    .where('claim_id', '=', claimId)
    .execute();
  const ranks = new Map(now.map((one) => [key(one), one.rank]));
  if ((target.statements as StatementState[]).some((one) => one.rank !== (ranks.get(key(one)) ?? 'normal')))
    demand(principal, rankStatements);
}

const checkIn = (state: State) => ({
  state: state.state as 'draft',
  checked_by: state.checked_by as number | null,
  checked_at: typeof state.checked_at === 'string' ? new Date(state.checked_at) : null,
});

/** A claim that says again what somebody compared with its support is checked again by her, not by who set it back. */
async function restoreCheck(
  { tx, at, change }: Pick<Doing, 'tx' | 'at' | 'change'>,
  thing: Thing,
  target: State,
): Promise<void> {
  const now = await tx
    .selectFrom('claim')
    .select(['state', 'checked_by', 'checked_at'])
    .where('id', '=', thing.id)
    .executeTakeFirstOrThrow();
  const then = { ...now, ...checkIn(target), state: now.state };
  if (isSame(checkOf(now), checkOf(then))) return;
  await tx
    .updateTable('claim')
    .set({ checked_by: then.checked_by, checked_at: then.checked_at })
    .where('id', '=', thing.id)
    .execute();
  await tx
    .updateTable('thing')
    .set((row) => ({ version: row('version', '+', 1), changed_at: at }))
    .where('id', '=', thing.id)
    .execute();
  change({ kind: 'claim', thingId: thing.id, action: 'checked', before: checkOf(now), after: checkOf(then) });
}

type Permitted = { permission: readonly string[] | 'anyone' };
function demand(principal: Principal, operation: Permitted): void {
  if (!mayRun(principal, operation))
    throw new AppError('not_permitted', {
      details: { roles: operation.permission === 'anyone' ? '' : operation.permission.join(', ') },
    });
}

/** The input of an operation that `principal` may run. */
function demandInput<Schema extends z.ZodType>(
  principal: Principal,
  operation: Permitted & { input: Schema },
  input: unknown,
): z.output<Schema> {
  demand(principal, operation);
  return parseInput(operation.input, input);
}

/** One change for each thing, from what stood before the first to what stands after the last. */
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
