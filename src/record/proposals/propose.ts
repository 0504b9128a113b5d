import { sql } from 'kysely';
import { z } from 'zod';
import { editors, legal } from '../../accounts/tables.ts';
import { createdIds, type Change } from '../../platform/changes.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, parseInput, type Principal } from '../../platform/operation.ts';
import { refsIn } from '../filing/claims.ts';
import { idsIn } from '../history/referred-items.ts';
import { createsSealed } from '../protection/new-sealed.ts';
import { parseRef } from '../refs.ts';
import { tryLimits } from '../teams/limits.ts';
import { loadBriefs } from '../views/briefs.ts';
import { countOpenProposals } from './list.ts';
import { findProposable, type Proposable } from './proposable.ts';
import type { Made } from './tables.ts';

/** The maximum number of open proposals of one person. With more, editors would not find the proposals of others. */
const maxOpen = 500;
/** The maximum number of items to which a proposal refers, and of characters of its input and its changes. */
const maxThings = 5_000;
const maxText = 10_000_000;

/**
 * Refuses a proposal that is too large, because each proposal is stored, read by an editor, and compared with the
 * record after each change.
 * @param content the input of an operation, or its changes
 * @throws AppError `invalid_input`
 */
export function refuseTooLarge(
  content: unknown,
  things = [...refsIn(content)].filter((one) => parseRef(one)).length,
): void {
  const message =
    things > maxThings
      ? { message: 'record.proposals.error.many_things', params: { most: maxThings } }
      : JSON.stringify(content).length > maxText
        ? { message: 'record.proposals.error.long' }
        : null;
  if (message) throw new AppError('invalid_input', { fields: [{ path: 'note', ...message }] });
}

export const noteSchema = z.string().trim().max(2000, 'errors.field.text.long');

/**
 * Stores an operation with its input and the changes that it would make, until an editor runs or declines it. The
 * record does not change.
 * @throws AppError `not_found` if the operation would change no item of the record; `invalid_input` if the person has
 * the maximum number of open proposals, or if the proposal is too large or would create something sealed; `limited_to_team` if a public item would refer
 * to an item that is limited to a team; all errors of the operation
 */
export const propose = defineOperation({
  name: 'record.propose',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({
    operation: z.string().refine((name) => findProposable(name) !== undefined, 'record.proposals.error.operation'),
    input: z.record(z.string(), z.unknown()),
    note: noteSchema,
  }),
  async write({ tx, input, principal, at, change }): Promise<{ proposal: number }> {
    if (principal.accountId === null) throw new AppError('not_permitted', { details: { roles: legal.join(', ') } });
    if ((await countOpenProposals(tx, principal.accountId)) >= maxOpen)
      throw new AppError('invalid_input', {
        fields: [{ path: 'note', message: 'record.proposals.error.many', params: { most: maxOpen } }],
      });
    const operation = findProposable(input.operation);
    if (!operation) throw new AppError('not_found');
    refuseTooLarge(input.input);
    if (createsSealed(input.input))
      throw new AppError('invalid_input', { fields: [{ path: 'input', message: 'record.proposals.error.sealed' }] });
    const { changes, made } = await tryAsEditor(tx, operation, { input: input.input, principal, at });
    const changed = await thingsOf(tx, input.input, changes);
    if (changed.length === 0) throw new AppError('not_found');
    const named = (await namedIn(tx, [input.input, changes])).filter(({ id }) => !changed.some((one) => one.id === id));
    refuseTooLarge(changes, changed.length + named.length);
    const { id } = await tx
      .insertInto('proposal')
      .values({
        operation: input.operation,
        input: JSON.stringify(input.input),
        things: changed.length + named.length,
        changes: JSON.stringify(changes),
        made: JSON.stringify(made),
        note: input.note,
        proposed_at: at,
        proposed_by: principal.accountId,
        decided_at: null,
        decided_by: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const proposal = Number(id);
    await insertRows(
      tx,
      'proposal_thing',
      [...changed.map((one) => ({ ...one, changes: true })), ...named.map((one) => ({ ...one, changes: false }))].map(
        ({ id, ...held }) => ({ proposal_id: proposal, thing_id: id, ...held }),
      ),
    );
    change({
      kind: 'proposal',
      thingId: proposal,
      action: 'created',
      before: null,
      after: {
        operation: input.operation,
        ...(typeof input.input.visibility === 'string' && { visibility: input.input.visibility }),
      },
    });
    return { proposal };
  },
});

type Tried = { changes: Change[]; made: Made[] };

/** Runs an operation as an editor would, returns its changes, and rolls it back. @throws all errors of the operation */
async function tryAsEditor(
  tx: Tx,
  operation: Proposable,
  { input, principal, at }: { input: unknown; principal: Principal; at: Date },
): Promise<Tried> {
  const changes: Change[] = [];
  await sql`savepoint tried`.execute(tx);
  await operation.write({
    tx,
    at,
    input: parseInput(operation.input, input),
    prepared: undefined,
    principal: { ...principal, roles: [...new Set([...principal.roles, ...editors])], cannotPublish: false },
    change: (change) => void changes.push(change),
  });
  await tryLimits(tx, { changes, at, accountId: principal.accountId, via: principal.via });
  const briefs = await loadBriefs(tx, createdIds(changes), 'desk', true);
  await sql`rollback to savepoint tried`.execute(tx);
  return {
    changes,
    made: [...briefs.values()].map(({ id, kind, number, title }) => ({ id, kind, number, title })),
  };
}

/** The items to which values refer. A person who cannot see one of these items cannot see the proposal. */
const namedIn = (db: Reader, values: readonly unknown[]): Promise<ItemVersion[]> =>
  currentVersions(
    db,
    [...idsIn(values)].filter((id) => Number.isSafeInteger(id)),
    [...refsIn(values)].flatMap((ref) => parseRef(ref) ?? []),
  );

/**
 * The items that an operation would change: the items in `changes`, and the items whose refs are in its input, in a
 * field (such as `thing`), in a list (`things`), or in the objects of a list (`duties`). Refs that are nested more
 * deeply belong to the new content and are left out.
 */
export async function thingsOf(
  db: Reader,
  input: Record<string, unknown>,
  changes: readonly Change[] = [],
): Promise<ItemVersion[]> {
  const values = Object.values(input).flatMap((value) =>
    Array.isArray(value)
      ? value.flatMap((one: unknown) => (one !== null && typeof one === 'object' ? Object.values(one) : [one]))
      : [value],
  );
  const refs = values.flatMap((value) => (typeof value === 'string' ? (parseRef(value) ?? []) : []));
  // The id of a change `removed` is that of a part of an item. The item itself has another change.
  const ids = changes.flatMap(({ thingId, action }) => (action === 'removed' ? [] : [thingId]));
  return currentVersions(db, ids, refs);
}

/** An item with its current version. */
type ItemVersion = { id: number; version: number };

async function currentVersions(
  db: Reader,
  ids: readonly number[],
  refs: readonly { kind: string; number: number }[],
): Promise<ItemVersion[]> {
  const { rows } = await sql<ItemVersion>`
    select t.id::int as id, t.version from thing t where t.id = any(${[...ids]}::bigint[])
    union select t.id::int, t.version from thing t
    join unnest(${refs.map((ref) => ref.kind)}::text[], ${refs.map((ref) => ref.number)}::bigint[]) as r (kind, number)
      on r.kind = t.kind and r.number = t.number
    order by 1`.execute(db);
  return rows;
}
