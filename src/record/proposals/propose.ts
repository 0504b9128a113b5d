import { sql } from 'kysely';
import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Change } from '../../platform/changes.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { refsIn } from '../filing/claims.ts';
import { parseRef } from '../refs.ts';
import { countOpenProposals } from './list.ts';
import { findProposable } from './proposable.ts';
import './tables.ts';

/** The most open proposals of one person. More would bury those of others. */
const mostOpen = 500;

export const noteSchema = z.string().trim().max(2000, 'errors.field.text.long');

/**
 * Stores an operation with its input, for an editor to run. Nothing else changes. @throws AppError `not_found` if it
 * changes no item in the record; `invalid_input` if the person has the maximum number of open proposals
 */
export const propose = defineOperation({
  name: 'record.propose',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({
    operation: z.string().refine((name) => findProposable(name) !== undefined, 'record.proposals.error.operation'),
    input: z.record(z.string(), z.unknown()),
    /** What it changed when it was tried. */ changes: z.array(z.custom<Change>()).readonly(),
    note: noteSchema,
  }),
  async write({ tx, input, principal, at, change }): Promise<{ proposal: number }> {
    if (principal.accountId === null) throw new AppError('not_permitted', { details: { roles: legal.join(', ') } });
    if ((await countOpenProposals(tx, principal.accountId)) >= mostOpen)
      throw new AppError('invalid_input', {
        fields: [{ path: 'note', message: 'record.proposals.error.many', params: { most: mostOpen } }],
      });
    const things = await thingsOf(tx, input.input);
    if (things.length === 0) throw new AppError('not_found');
    const named = await namedOnly(tx, input.input, things);
    const { id } = await tx
      .insertInto('proposal')
      .values({
        operation: input.operation,
        input: JSON.stringify(input.input),
        changes: JSON.stringify(input.changes),
        things: things.length + named.length,
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
      [...things, ...named].map(({ id: thing, version }) => ({ proposal_id: proposal, thing_id: thing, version })),
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

/**
 * The items that an input would change: those in `thing`, `things` and `claim`, and in its parts, such as `duties`.
 * Items that the new content only refers to are left out.
 */
export async function thingsOf(db: Reader, input: Record<string, unknown>): Promise<{ id: number; version: number }[]> {
  const values = Object.values(input).flatMap((value) =>
    Array.isArray(value)
      ? value.flatMap((one: unknown) => (one !== null && typeof one === 'object' ? Object.values(one) : [one]))
      : [value],
  );
  const refs = values.flatMap((value) => (typeof value === 'string' ? (parseRef(value) ?? []) : []));
  const { rows } = await sql<{ id: number; version: number }>`
    select distinct t.id::int as id, t.version from thing t
    join unnest(${refs.map((ref) => ref.kind)}::text[], ${refs.map((ref) => ref.number)}::bigint[]) as r (kind, number)
      on r.kind = t.kind and r.number = t.number
    order by 1`.execute(db);
  return rows;
}

/** The items that the new content only names, at any depth: who does not see them must not read it. */
async function namedOnly(
  db: Reader,
  input: unknown,
  changed: readonly { id: number }[],
): Promise<{ id: number; version: null }[]> {
  const refs = [...refsIn(input)].flatMap((text) => parseRef(text) ?? []);
  const { rows } = await sql<{ id: number }>`
    select distinct t.id::int as id from thing t
    join unnest(${refs.map((ref) => ref.kind)}::text[], ${refs.map((ref) => ref.number)}::bigint[]) as r (kind, number)
      on r.kind = t.kind and r.number = t.number
    where t.id <> all(${changed.map((one) => one.id)}::bigint[]) order by 1`.execute(db);
  return rows.map(({ id }) => ({ id, version: null }));
}
